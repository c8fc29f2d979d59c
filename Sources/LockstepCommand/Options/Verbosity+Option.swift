import ArgumentParser
import Training

extension Verbosity {
  /// Creates the verbosity of `--verbose`.
  ///
  /// - Throws: `ValidationError` that says what is allowed.
  init(option number: Int) throws {
    guard let verbosity = Verbosity(rawValue: number) else {
      throw OptionCheck.invalid("--verbose", expected: "0, 1 or 2", found: "\(number)")
    }
    self = verbosity
  }
}
