/// What a network should answer for each sample: the index of a class, from 0 on, or some values.
///
/// One-hot labels are kept as indices too; the encoding only says how a loss reads them. Slices and
/// encodings are views: they copy nothing.
public struct Labels {
  /// How a loss reads the labels.
  public enum Encoding: Equatable, Sendable {
    /// As the index of the class; for `sparseCategoricalCrossentropy`.
    case integer
    /// As a vector of one 1 among 0s; for `categoricalCrossentropy`.
    case oneHot(classCount: Int)
    /// As values of the given shape for each sample; for regression, counts and probabilities.
    case dense(shape: [Int])
  }

  enum Source {
    case bytes(ByteStorage)
    case indices([Int32])
    case values([Float])
  }

  /// The number of labels.
  public let count: Int
  /// How a loss reads the labels.
  public let encoding: Encoding

  let source: Source
  /// Where the first label lies in the source, counted in elements.
  let start: Int

  init(count: Int, encoding: Encoding, source: Source, start: Int) {
    self.count = count
    self.encoding = encoding
    self.source = source
    self.start = start
  }

  /// Creates labels over bytes, one byte a label.
  ///
  /// - Precondition: The labels lie inside the storage.
  public init(storage: ByteStorage, byteOffset: Int = 0, count: Int) {
    precondition(
      0 <= byteOffset && 0 <= count && byteOffset + count <= storage.byteCount,
      "\(count) labels at byte \(byteOffset) of \(storage.byteCount)")
    self.init(count: count, encoding: .integer, source: .bytes(storage), start: byteOffset)
  }

  /// Creates labels from class indices.
  ///
  /// - Throws: `LabelError` if one is negative or does not fit 31 bits.
  public init(_ values: [Int]) throws(LabelError) {
    var indices: [Int32] = []
    indices.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
      guard 0 <= value, value < Int(Int32.max) else {
        throw .outOfRange(index: index, found: value, classCount: Int(Int32.max))
      }
      indices.append(Int32(value))
    }
    self.init(count: indices.count, encoding: .integer, source: .indices(indices), start: 0)
  }

  /// Creates dense labels from floats, one label after the other.
  ///
  /// - Parameters:
  ///   - values: The labels' elements, row-major.
  ///   - shape: The shape of one label; `[1]` is one number for each sample.
  /// - Precondition: The number of values is a multiple of the label's size, which is above 0.
  public init(values: [Float], shape: [Int] = [1]) {
    let size = shape.reduce(1, *)
    precondition(
      shape.allSatisfy { $0 > 0 } && values.count % size == 0,
      "\(values.count) values for labels of \(shape)")
    precondition(values.count / size <= Int(Int32.max), "label count \(values.count / size)")
    self.init(
      count: values.count / size, encoding: .dense(shape: shape), source: .values(values),
      start: 0)
  }

  /// The number of floats that one label is written as.
  public var sampleSize: Int {
    switch encoding {
    case .integer: 1
    case .oneHot(let classCount): classCount
    case .dense(let shape): shape.reduce(1, *)
    }
  }

  /// The class of one sample.
  ///
  /// - Precondition: The index is in `0..<count`, and the labels are not dense.
  public subscript(index: Int) -> Int {
    precondition(0 <= index && index < count, "label \(index) of \(count)")
    switch source {
    case .bytes(let storage):
      return unsafe storage.withBytes { unsafe Int($0[start + index]) }
    case .indices(let indices):
      return Int(indices[start + index])
    case .values:
      preconditionFailure("the class of label \(index), which is \(encoding)")
    }
  }
}

// MARK: - Views

extension Labels {
  /// The labels at consecutive positions.
  ///
  /// - Precondition: The range lies in `0..<count`.
  public subscript(range: Range<Int>) -> Labels {
    precondition(
      0 <= range.lowerBound && range.upperBound <= count, "labels \(range) of \(count)")
    return Labels(
      count: range.count, encoding: encoding, source: source,
      start: start + range.lowerBound * storedSize)
  }

  /// Returns the first labels, or all if there are fewer.
  public func prefix(_ maximum: Int) -> Labels { self[0..<min(maximum, count)] }

  /// Returns the last labels, or all if there are fewer.
  public func suffix(_ maximum: Int) -> Labels { self[(count - min(maximum, count))..<count] }

  /// The number of the source's elements that one label takes.
  var storedSize: Int {
    if case .dense = encoding { sampleSize } else { 1 }
  }
}
