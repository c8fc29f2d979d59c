#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The type in which errors are measured: wider than `Double` where the processor has one.
#if arch(x86_64)
  typealias Judge = Float80
#else
  typealias Judge = Double
#endif

/// The greatest error of a function that was seen, in units in the last index of the result.
struct ErrorMeasure: CustomStringConvertible {
  private(set) var greatest = 0.0
  private(set) var argument = 0.0

  /// Compares `found` with the true value, which is a `Double` good to much less than a float's
  /// ulp.
  mutating func add(_ found: Float, at x: Float, true value: Double) {
    // By way of the binade, because an ulp of a small number is a denormal and may be flushed.
    add(abs(Double(found) - value) / Double(Float(value)).binade * 0x1p23, at: Double(x))
  }

  /// Compares `found` with the true value in the judge's precision.
  mutating func add(_ found: Double, at x: Double, true value: Judge) {
    add(Double(abs(Judge(found) - value) / Judge(Double(value)).binade * 0x1p52), at: x)
  }

  private mutating func add(_ error: Double, at x: Double) {
    // Written so that a NaN is an error that stays.
    if !(error <= greatest) {
      greatest = error.isNaN ? .infinity : error
      argument = x
    }
  }

  var description: String { "\(greatest) ulp at \(argument)" }
}
