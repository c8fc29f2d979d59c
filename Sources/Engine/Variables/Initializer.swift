public import Kernels

/// A source of a parameter's initial values.
///
/// To add one, write a file in this folder, and list it in `InitializerRegistry`.
public protocol Initializer: Sendable, Configurable, InitializerChoice {
  /// Checks the arguments.
  ///
  /// - Throws: `ModelError.invalidValue` naming the invalid argument.
  func validate() throws(ModelError)

  /// Fills the values of a parameter of the given shape.
  ///
  /// Element `e` may only depend on the generator, `counter`, `shape` and `e`, so that the values
  /// are the same however many ranks there are. A generator's counter is a number of the
  /// initializer's own followed by `counter`; the first element of `counter` is 0 and may be
  /// incremented.
  func fill(
    _ values: UnsafeMutablePointer<Float>, shape: [Int], generator: Philox4x32,
    counter: SIMD3<UInt32>)
}

extension Initializer {
  /// The initializer itself.
  public var chosenInitializer: any Initializer { self }

  /// Does nothing: all arguments are valid.
  public func validate() throws(ModelError) {}

  /// - Throws: `ModelError.invalidValue` when an argument is not finite, or below `least`.
  package func check(
    _ argument: String, _ value: Double, from least: Double = -.infinity
  ) throws(ModelError) {
    guard value.isFinite, value >= least else {
      throw .invalidValue(
        of: "\(argument) of initializer \(className)",
        expected: least.isFinite ? "a number from \(Int(least)) up" : "a finite number",
        found: "\(value)")
    }
  }
}
