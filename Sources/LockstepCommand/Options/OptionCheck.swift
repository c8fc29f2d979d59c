import ArgumentParser
import FileFormats

/// Checks of option values while the command line is parsed.
enum OptionCheck {
  /// The valid range of a count of runs, steps or saves.
  static let counts = 1...1_000_000

  /// Checks that a number is in a range.
  ///
  /// - Throws: `ValidationError` naming the option, and what is allowed.
  static func number(
    _ value: Int?, of option: String, in range: ClosedRange<Int> = counts
  ) throws {
    guard let value, !range.contains(value) else { return }
    throw invalid(
      option,
      expected: range.upperBound == .max
        ? "at least \(range.lowerBound)"
        : "a number from \(range.lowerBound) to \(range.upperBound)",
      found: "\(value)")
  }

  /// Parses the numbers of a list such as `1,2,4`.
  ///
  /// - Throws: `ValidationError` naming the option, and what is allowed.
  static func numbers(
    _ list: String, of option: String, in range: ClosedRange<Int>
  ) throws -> [Int] {
    try elements(list).map { element in
      guard let number = Int(element), range.contains(number) else {
        throw invalid(
          option,
          expected:
            "numbers from \(range.lowerBound) to \(range.upperBound), separated by commas",
          found: list)
      }
      return number
    }
  }

  /// Returns the elements of a comma-separated list.
  static func elements(_ list: String) -> [String] {
    list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  /// Parses a number in single precision.
  ///
  /// - Throws: `ValidationError` for a text that is none, or would become zero or infinity.
  static func float(_ text: String) throws -> Float { try number(text) }

  /// Parses a number in double precision.
  ///
  /// - Throws: `ValidationError` for a text that is none, or would become zero or infinity.
  static func double(_ text: String) throws -> Double { try number(text) }

  private static func number<Number: BinaryFloatingPoint & LosslessStringConvertible>(
    _ text: String
  ) throws -> Number {
    guard let value = NumberText.value(text, as: Number.self) else {
      throw ValidationError("expected \(NumberText.expectation(text, as: Number.self))")
    }
    return value
  }

  /// Checks that a path is not an empty text.
  ///
  /// - Throws: `ValidationError` naming the option.
  static func path(_ path: String?, of option: String) throws {
    guard path?.isEmpty ?? false else { return }
    throw invalid(option, expected: "a path", found: "an empty text")
  }

  /// Checks the path of a file to write: not empty, nor `-`, which is other programs' word for
  /// standard output.
  ///
  /// - Throws: `ValidationError` naming the option.
  static func output(_ path: String?, of option: String) throws {
    try Self.path(path, of: option)
    guard path == standardOutput else { return }
    throw invalid(
      option, expected: "a file's name (./- for a file that is called -)",
      found: "-, for standard output")
  }

  /// The word for standard output, where a command can write there.
  static let standardOutput = "-"

  /// Returns the error for an invalid value of an option.
  static func invalid(_ option: String, expected: String, found: String) -> ValidationError {
    ValidationError("\(option) is \(found); expected \(expected)")
  }
}
