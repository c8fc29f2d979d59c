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

  /// An element whose bits differ.
  package struct Element: Equatable, Sendable {
    /// The element's number in row-major order, from 0.
    package let index: Int
    /// The element in both files.
    package let values: (Double, Double)
    /// The shortest texts that mean these numbers, in the tensors' precision.
    package let texts: (String, String)
    /// The number of floats from one value to the other, in the tensors' precision; nil where
    /// either is NaN.
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
    for (index, (a, b)) in zip(one, other).enumerated() where a.bits != b.bits {
      count += 1
      let element = Element(
        index: index, values: (a.widened, b.widened), texts: ("\(a)", "\(b)"),
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
  var bits: UInt64 { get }
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

extension Float: ComparableBits {
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
  var bits: UInt64 { bitPattern }
  var widened: Double { self }
  var position: Int64? {
    guard !isNaN else { return nil }
    let magnitude = Int64(bitPattern & 0x7FFF_FFFF_FFFF_FFFF)
    return sign == .minus ? -magnitude : magnitude
  }
}

/// The integers of a file's tensors.
extension Int64: ComparableBits {
  var bits: UInt64 { UInt64(bitPattern: self) }
  var widened: Double { Double(self) }
  var position: Int64? { self }
}
