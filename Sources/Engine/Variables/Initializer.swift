/// A source of a parameter's initial values.
///
/// ```swift
/// struct Ramp: Initializer {
///   func fill(_ values: inout MutableSpan<Float>, shape: [Int], random: ParameterRandom) {
///     for i in values.indices { values[i] = Float(i) + Float(random.uniform(i)) }
///   }
/// }
/// ```
public protocol Initializer: Sendable, Configurable, InitializerChoice {
  /// Checks the arguments.
  ///
  /// - Throws: `ModelError.invalidValue` naming the invalid argument.
  func validate() throws(ModelError)

  /// Writes the values of a parameter of the given shape, row-major.
  ///
  /// They may depend on the shape and `random` alone, so that they are the same on every rank.
  func fill(_ values: inout MutableSpan<Float>, shape: [Int], random: ParameterRandom)
}

extension Initializer {
  /// Does nothing: all arguments are valid.
  public func validate() throws(ModelError) {}

  /// - Throws: `ModelError.invalidValue` when an argument is not finite in single precision, or
  ///   below `least`.
  package func check(
    _ argument: String, _ value: Double, from least: Double = -.infinity
  ) throws(ModelError) {
    guard Float(value).isFinite, value >= least else {
      throw .invalidValue(
        of: "\(argument) of initializer \(className)",
        expected: least.isFinite ? "a number from \(Int(least)) up" : "a finite number",
        found: "\(value)")
    }
  }
}
