/// The range, norm and special values of numbers that arrive one after another, in double
/// precision.
package struct ElementStatistics: Sendable, Equatable {
  /// The number of elements.
  package private(set) var count = 0
  /// The least finite element; nil where none is finite.
  package private(set) var minimum: Double?
  /// The greatest finite element; nil where none is finite.
  package private(set) var maximum: Double?
  /// The range of the elements that are whole numbers by their type, which is not rounded.
  package private(set) var integers = IntegerRange()
  /// The number of zeros; denormals of single and double precision count as zero.
  package private(set) var zeroCount = 0
  /// The number of elements that are NaN.
  package private(set) var nanCount = 0
  /// The number of infinite elements.
  package private(set) var infiniteCount = 0

  // The squares of large and of small numbers are scaled by powers of two, which is exact: their
  // sums neither overflow nor vanish (Blue 1978).
  private var largeSquares = 0.0
  private var squares = 0.0
  private var smallSquares = 0.0
  private static let largest = 0x1p500
  private static let smallest = 0x1p-500

  /// Creates the statistics of no elements.
  package init() {}

  /// The root of the sum of the squares of all finite elements.
  package var norm: Double {
    if largeSquares > 0 {
      return (largeSquares + squares * 0x1p-600 * 0x1p-600).squareRoot() * 0x1p600
    }
    if squares > 0 { return (squares + smallSquares * 0x1p-600 * 0x1p-600).squareRoot() }
    return smallSquares.squareRoot() * 0x1p-600
  }

  /// Adds an element.
  mutating func add(_ element: ElementNumber) {
    integers.add(element)
    add(element.double)
  }

  /// Adds an element.
  package mutating func add(_ element: Double) {
    count += 1
    guard element.isFinite else {
      if element.isNaN { nanCount += 1 } else { infiniteCount += 1 }
      return
    }
    let value = element.isNormal ? element : 0
    if value == 0 { zeroCount += 1 }
    // The first of two equal numbers stays, so that -0 and +0 do not depend on what follows.
    if minimum.map({ value < $0 }) ?? true { minimum = value }
    if maximum.map({ value > $0 }) ?? true { maximum = value }
    let magnitude = value.magnitude
    if magnitude > Self.largest {
      largeSquares += (value * 0x1p-600) * (value * 0x1p-600)
    } else if magnitude < Self.smallest {
      smallSquares += (value * 0x1p600) * (value * 0x1p600)
    } else {
      squares += value * value
    }
  }
}

extension ElementFormat {
  /// Adds elements to statistics; a truth value is 0 or 1.
  ///
  /// - Parameters:
  ///   - source: The elements, of any alignment.
  ///   - statistics: What they are added to.
  package func add(_ source: UnsafeRawBufferPointer, to statistics: inout ElementStatistics) {
    unsafe forEach(in: source) { _, number in statistics.add(number) }
  }
}

extension SafetensorsFile {
  /// Returns the statistics of a tensor's elements, whatever their type.
  ///
  /// - Throws: `SafetensorsError` where the file has become shorter, or `FileError`.
  /// - Complexity: Reads the tensor once, in fixed memory.
  package func statistics(of tensor: Tensor) throws -> ElementStatistics {
    var result = ElementStatistics()
    let format = ElementFormat(tensor.dtype)
    let range = tensor.byteRange
    // Whole elements of every type.
    for offset in stride(from: range.lowerBound, to: range.upperBound, by: 1 << 20) {
      let wanted = min(1 << 20, range.upperBound - offset)
      let chunk = try file.descriptor.bytes(at: headerBytes.count + offset, count: wanted)
      guard chunk.count == wanted else {
        throw SafetensorsError(
          .truncated, path: path, part: tensor.name,
          found: "\(offset - range.lowerBound + chunk.count) bytes", expected: "\(range.count)")
      }
      unsafe chunk.withUnsafeBytes { unsafe format.add($0, to: &result) }
    }
    return result
  }

  /// The tensors whose type this program does not know, with that type, sorted by name.
  package var unknownTensors: [(name: String, type: String)] {
    unknown.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { (name: $0.key, type: $0.value.type) }
  }
}
