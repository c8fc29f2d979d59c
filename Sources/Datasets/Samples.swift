import FileFormats
import Kernels

/// Samples of one shape, kept as bytes or floats and scaled only when a batch is gathered.
///
/// Slices, new shapes and divisors are views: they copy nothing.
public struct Samples {
  private enum Source {
    case bytes(ByteStorage)
    case values([Float])
  }

  /// The number of samples.
  public let count: Int
  /// The sizes of one sample's dimensions, outermost first.
  public let shape: [Int]
  /// What every element is divided by when it is gathered.
  public let divisor: Float

  private let source: Source
  /// Where the first element lies in the source, counted in elements.
  private let start: Int

  /// The number of elements of one sample.
  public var sampleSize: Int { shape.reduce(1, *) }

  private init(count: Int, shape: [Int], divisor: Float, source: Source, start: Int) {
    self.count = count
    self.shape = shape
    self.divisor = divisor
    self.source = source
    self.start = start
  }

  /// Creates samples over bytes, one byte an element.
  ///
  /// - Parameters:
  ///   - storage: Where the bytes lie.
  ///   - byteOffset: Where in the storage the first sample starts.
  ///   - count: The number of samples.
  ///   - shape: The shape of one sample.
  /// - Precondition: The samples lie inside the storage.
  public init(storage: ByteStorage, byteOffset: Int = 0, count: Int, shape: [Int]) {
    Self.check(count: count, shape: shape)
    let size = count * shape.reduce(1, *)
    precondition(
      0 <= byteOffset && byteOffset + size <= storage.byteCount,
      "\(count) samples of \(shape) at byte \(byteOffset) of \(storage.byteCount)")
    self.init(
      count: count, shape: shape, divisor: 1, source: .bytes(storage), start: byteOffset)
  }

  /// Creates samples from floats, one sample after the other.
  ///
  /// - Precondition: The number of values is a multiple of the sample's size, which is above 0.
  public init(values: [Float], shape: [Int]) {
    let size = shape.reduce(1, *)
    precondition(
      size > 0 && values.count % size == 0, "\(values.count) values for samples of \(shape)")
    Self.check(count: values.count / size, shape: shape)
    self.init(
      count: values.count / size, shape: shape, divisor: 1, source: .values(values), start: 0)
  }

  private static func check(count: Int, shape: [Int]) {
    precondition(0 <= count && count <= Int(Int32.max), "sample count \(count)")
    precondition(shape.allSatisfy { $0 >= 0 }, "sample shape \(shape)")
  }
}

// MARK: - Views

extension Samples {
  /// Returns the same samples with another shape.
  ///
  /// The shape is that of one sample, as `[784]`, or like Keras's that of all of them, as
  /// `[60000, 784]`; the leading count may be `-1`. Where both readings fit, the first holds.
  ///
  /// - Precondition: The sizes fit.
  public func reshaped(to sizes: [Int]) -> Samples {
    let isPerSample = sizes.allSatisfy { $0 >= 0 } && sizes.reduce(1, *) == sampleSize
    let perSample = isPerSample ? sizes : Array(sizes.dropFirst())
    precondition(
      isPerSample
        || (sizes.first == count || sizes.first == -1) && perSample.allSatisfy { $0 >= 0 }
          && perSample.reduce(1, *) == sampleSize,
      "cannot reshape \(count) samples of \(shape) to \(sizes)")
    return Samples(
      count: count, shape: perSample, divisor: divisor, source: source, start: start)
  }

  /// Returns the same samples with another shape; see `reshaped(to:)`.
  public func reshaped(_ sizes: Int...) -> Samples { reshaped(to: sizes) }

  /// Returns samples whose elements are divided by a number when they are gathered.
  ///
  /// A second division multiplies the divisors, so each element is still rounded once.
  ///
  /// - Precondition: The number is finite and not 0.
  public static func / (samples: Samples, divisor: Float) -> Samples {
    precondition(divisor.isFinite && divisor != 0, "samples divided by \(divisor)")
    return Samples(
      count: samples.count, shape: samples.shape, divisor: samples.divisor * divisor,
      source: samples.source, start: samples.start)
  }

  /// The samples at consecutive positions.
  ///
  /// - Precondition: The range lies in `0..<count`.
  public subscript(range: Range<Int>) -> Samples {
    precondition(
      0 <= range.lowerBound && range.upperBound <= count, "samples \(range) of \(count)")
    return Samples(
      count: range.count, shape: shape, divisor: divisor, source: source,
      start: start + range.lowerBound * sampleSize)
  }

  /// Returns the first samples, or all if there are fewer.
  public func prefix(_ maximum: Int) -> Samples { self[0..<min(maximum, count)] }

  /// Returns the last samples, or all if there are fewer.
  public func suffix(_ maximum: Int) -> Samples { self[(count - min(maximum, count))..<count] }

  /// The elements of one sample, divided.
  ///
  /// - Precondition: The index is in `0..<count`.
  public subscript(index: Int) -> [Float] {
    precondition((0..<count).contains(index), "sample \(index) of \(count)")
    var result = [Float](repeating: 0, count: sampleSize)
    unsafe withUnsafePointer(to: Int32(index)) { position in
      unsafe result.withUnsafeMutableBufferPointer { buffer in
        guard let y = buffer.baseAddress else { return }
        unsafe gather(UnsafeBufferPointer(start: position, count: 1), into: y)
      }
    }
    return result
  }
}

// MARK: - Gathering

extension Samples {
  /// Writes the samples at the given positions one after the other, divided, as floats.
  ///
  /// Shapes: `y` is `[indices.count, sampleSize]`, row-major.
  ///
  /// - Precondition: Every index is in `0..<count`.
  public func gather(_ indices: UnsafeBufferPointer<Int32>, into y: UnsafeMutablePointer<Float>) {
    guard let firstIndex = indices.baseAddress else { return }
    for row in 0..<indices.count {
      let index = unsafe indices[row]
      precondition(0 <= index && index < count, "sample \(index) of \(count)")
    }
    let size = sampleSize
    switch source {
    case .bytes(let storage):
      unsafe storage.withBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        unsafe gatherRows(
          (base + start).assumingMemoryBound(to: UInt8.self), rowSize: size, indices: firstIndex,
          rows: indices.count, into: y, divisor: divisor)
      }
    case .values(let values):
      unsafe values.withUnsafeBufferPointer { x in
        guard let x0 = x.baseAddress else { return }
        for row in 0..<indices.count {
          let from = unsafe x0 + start + Int(indices[row]) * size
          let to = unsafe y + row * size
          for element in 0..<size { unsafe to[element] = from[element] / divisor }
        }
      }
    }
  }

  /// The CRC-32 of shape, count, divisor and elements, by which ranks compare their data.
  ///
  /// - Complexity: Reads every element.
  public var crc32: UInt32 {
    var result = CRC32()
    for size in [count, shape.count] + shape { result.update(UInt64(size)) }
    result.update(UInt64(divisor.bitPattern))
    let elements = start..<(start + count * sampleSize)
    switch source {
    case .bytes(let storage):
      unsafe storage.withBytes { bytes in
        unsafe result.update(UnsafeRawBufferPointer(rebasing: bytes[elements]))
      }
    case .values(let values):
      unsafe values.withUnsafeBufferPointer { x in
        unsafe result.update(
          UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: x[elements])))
      }
    }
    return result.value
  }
}
