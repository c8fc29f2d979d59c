import FileFormats

/// What is wrong with a class label.
public enum LabelError: Error, Equatable, CustomStringConvertible {
  /// A label is below 0 or not below the number of classes.
  case outOfRange(index: Int, found: Int, classCount: Int)

  /// One line: where, found and expected.
  public var description: String {
    switch self {
    case .outOfRange(let index, let found, let classCount):
      "label \(index) is \(found), expected 0 to \(classCount - 1)"
    }
  }
}

/// The classes of samples, as indices from 0 on.
///
/// One-hot labels are kept as indices too; the encoding only says how a loss reads them.
public struct Labels {
  /// How a loss reads the labels.
  public enum Encoding: Equatable, Sendable {
    /// As the index of the class; for `sparseCategoricalCrossentropy`.
    case integer
    /// As a vector of one 1 among 0s; for `categoricalCrossentropy`.
    case oneHot(classCount: Int)
  }

  private enum Source {
    case bytes(ByteStorage)
    case values([Int32])
  }

  /// The number of labels.
  public let count: Int
  /// How a loss reads the labels.
  public let encoding: Encoding

  private let source: Source
  private let start: Int

  private init(count: Int, encoding: Encoding, source: Source, start: Int) {
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
    self.init(count: indices.count, encoding: .integer, source: .values(indices), start: 0)
  }

  /// The number of classes: the largest label plus 1, unless the encoding states it.
  ///
  /// - Complexity: O(labels) for the integer encoding.
  public var classCount: Int {
    switch encoding {
    case .oneHot(let classCount): classCount
    case .integer: (0..<count).reduce(0) { max($0, self[$1] + 1) }
    }
  }

  /// The class of one sample.
  ///
  /// - Precondition: The index is in `0..<count`.
  public subscript(index: Int) -> Int {
    precondition(0 <= index && index < count, "label \(index) of \(count)")
    switch source {
    case .bytes(let storage):
      return unsafe storage.withBytes { unsafe Int($0[start + index]) }
    case .values(let values):
      return Int(values[start + index])
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
      count: range.count, encoding: encoding, source: source, start: start + range.lowerBound)
  }

  /// Returns the first labels, or all if there are fewer.
  public func prefix(_ maximum: Int) -> Labels { self[0..<min(maximum, count)] }

  /// Returns the last labels, or all if there are fewer.
  public func suffix(_ maximum: Int) -> Labels { self[(count - min(maximum, count))..<count] }

  fileprivate func oneHot(classCount: Int) -> Labels {
    Labels(
      count: count, encoding: .oneHot(classCount: classCount), source: source, start: start)
  }
}

/// Returns the labels as one-hot vectors, without writing the vectors out.
///
/// Source: Keras 3, `to_categorical`.
///
/// - Parameters:
///   - labels: Class indices.
///   - classCount: The length of the vectors; the largest label plus 1 unless given.
/// - Returns: The same labels with the one-hot encoding.
/// - Throws: `LabelError` if a label is not below the number of classes.
public func toCategorical(
  _ labels: Labels, classCount: Int? = nil
) throws(LabelError) -> Labels {
  let classCount = classCount ?? labels.classCount
  try labels.check(classCount: classCount)
  return labels.oneHot(classCount: classCount)
}

// MARK: - Gathering

extension Labels {
  /// Throws unless every label is below a number of classes.
  ///
  /// - Throws: `LabelError` that names the first label beyond.
  public func check(classCount: Int) throws(LabelError) {
    for index in 0..<count where self[index] >= classCount {
      throw .outOfRange(index: index, found: self[index], classCount: classCount)
    }
  }

  /// Writes the classes at the given positions one after the other.
  ///
  /// Shapes: `y` is `[indices.count]`, whatever the encoding.
  ///
  /// - Precondition: Every index is in `0..<count`.
  public func gather(_ indices: UnsafeBufferPointer<Int32>, into y: UnsafeMutablePointer<Int32>) {
    for row in 0..<indices.count {
      unsafe y[row] = Int32(self[Int(indices[row])])
    }
  }

  /// The CRC-32 of count, encoding and classes, by which ranks compare their data.
  ///
  /// - Complexity: Reads every label.
  public var crc32: UInt32 {
    var result = CRC32()
    result.update(UInt64(count))
    if case .oneHot(let classCount) = encoding { result.update(UInt64(classCount)) }
    for index in 0..<count { result.update(UInt64(self[index])) }
    return result.value
  }
}
