import FileFormats

/// How one tensor differs between two files.
package struct TensorDifference: Equatable, Sendable {
  /// The number of elements whose bits differ.
  package private(set) var count = 0
  /// The number of elements.
  package let elementCount: Int
  /// The first element whose bits differ, in row-major order; nil where none does.
  package private(set) var first: Element?
  /// The element that is furthest away, in units in the last place; NaN is further than any number.
  package private(set) var furthest: Element?
  /// What the numbers are, and so what the distance of two is counted in.
  package let scale: Scale

  /// What numbers are.
  package enum Scale: Sendable {
    /// Floating-point numbers, which are so many units in the last place apart.
    case floatingPoint
    /// Whole numbers.
    case whole
    /// Bits of a type that is not known.
    case unknown
  }

  /// An element whose bits differ.
  package struct Element: Equatable, Sendable {
    /// The element's number in row-major order, from 0.
    package let index: Int
    /// The element in both files.
    package let values: (Double, Double)
    /// The shortest texts that mean these numbers, in the tensors' precision; of NaN its bits too.
    package let texts: (String, String)
    /// The number of floats from one value to the other, in the tensors' precision, or the
    /// difference of whole numbers; nil where either is NaN, or of a type that is not known.
    package let units: UInt64?

    package static func == (one: Element, other: Element) -> Bool {
      one.index == other.index && one.units == other.units
        && one.values.0.bitPattern == other.values.0.bitPattern
        && one.values.1.bitPattern == other.values.1.bitPattern
    }
  }

  /// Compares the bits of two lists of numbers of equal length.
  init<Value: ComparableBits>(_ one: [Value], _ other: [Value]) {
    elementCount = one.count
    scale = Value.scale
    for (index, (a, b)) in zip(one, other).enumerated() where a.bits != b.bits {
      count += 1
      let element = Element(
        index: index, values: (a.widened, b.widened), texts: (a.text, b.text),
        units: a.units(to: b))
      if first == nil { first = element }
      if furthest.map({ element.isFurther(than: $0) }) ?? true { furthest = element }
    }
  }
}

extension TensorDifference.Element {
  fileprivate func isFurther(than other: Self) -> Bool {
    guard let mine = units else { return other.units != nil }
    return other.units.map { mine > $0 } ?? false
  }

  /// Returns the element's index in each dimension of a shape.
  package func indices(in shape: [Int]) -> [Int] {
    shape.indices(ofElement: index)
  }
}

extension [Int] {
  /// Returns the index in each dimension of a tensor of this shape of an element, which is given by
  /// its number in row-major order.
  func indices(ofElement number: Int) -> [Int] {
    var rest = number
    return reversed().map { size in
      defer { rest /= Swift.max(size, 1) }
      return rest % Swift.max(size, 1)
    }.reversed()
  }
}

/// A number whose distance to another is counted in units in the last place.
protocol ComparableBits {
  static var scale: TensorDifference.Scale { get }
  var bits: UInt64 { get }
  /// The shortest text that means the number.
  var text: String { get }
  /// The same number in double precision.
  var widened: Double { get }
  /// The number's position among all numbers of the type, the same for both zeros; nil for NaN.
  var position: Int64? { get }
}

extension ComparableBits {
  fileprivate func units(to other: Self) -> UInt64? {
    guard let a = position, let b = other.position else { return nil }
    // The distance of the furthest doubles needs all 64 bits.
    return a > b ? UInt64(bitPattern: a &- b) : UInt64(bitPattern: b &- a)
  }
}

extension ComparableBits {
  static var scale: TensorDifference.Scale { .floatingPoint }
}

extension ComparableBits where Self: FixedWidthInteger {
  static var scale: TensorDifference.Scale { .whole }
  var text: String { String(self) }
}

extension Float: ComparableBits {
  var text: String { debugDescription }
  var bits: UInt64 { UInt64(bitPattern) }
  var widened: Double {
    guard isSubnormal else { return Double(self) }
    // The conversion would flush it, as kernels do.
    let magnitude = Double(significandBitPattern) * 0x1p-149
    return sign == .minus ? -magnitude : magnitude
  }
  var position: Int64? {
    guard !isNaN else { return nil }
    let magnitude = Int64(bitPattern & 0x7FFF_FFFF)
    return sign == .minus ? -magnitude : magnitude
  }
}

extension Double: ComparableBits {
  var text: String { debugDescription }
  var bits: UInt64 { bitPattern }
  var widened: Double { self }
  var position: Int64? {
    guard !isNaN else { return nil }
    let magnitude = Int64(bitPattern & 0x7FFF_FFFF_FFFF_FFFF)
    return sign == .minus ? -magnitude : magnitude
  }
}

/// The whole numbers of a file's tensors, but for those of 64 unsigned bits.
extension Int64: ComparableBits {
  var bits: UInt64 { UInt64(bitPattern: self) }
  var widened: Double { Double(self) }
  var position: Int64? { self }
}

extension UInt64: ComparableBits {
  var bits: UInt64 { self }
  var widened: Double { Double(self) }
  /// In the same order, from the least `Int64` on.
  var position: Int64? { Int64(bitPattern: self ^ 1 << 63) }
}

/// The bits of an element whose type is not known.
struct UnknownNumber: ComparableBits {
  static let scale = TensorDifference.Scale.unknown
  let bits: UInt64
  private let byteCount: Int

  /// Returns the elements of a tensor of `byteCount` bytes each, up to 8, the least significant
  /// first.
  static func all(in bytes: [UInt8], byteCount: Int) -> [UnknownNumber] {
    stride(from: 0, to: bytes.count, by: byteCount).map { start in
      let bits = bytes[start..<start + byteCount].reversed().reduce(UInt64(0)) {
        $0 << 8 | UInt64($1)
      }
      return UnknownNumber(bits: bits, byteCount: byteCount)
    }
  }

  var text: String { "0x" + hexadecimalDigits(of: bits, count: 2 * byteCount) }
  var widened: Double { .nan }
  var position: Int64? { nil }
}
