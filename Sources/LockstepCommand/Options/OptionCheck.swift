import ArgumentParser

/// Checks of what options are given, made while the command line is read.
enum OptionCheck {
  /// The numbers that a count of runs, steps or saves can be.
  static let counts = 1...1_000_000

  /// Expects a number in a range.
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

  /// The numbers of a list such as `1,2,4`.
  ///
  /// - Throws: `ValidationError` naming the option, and what is allowed.
  static func numbers(
    _ list: String, of option: String, in range: ClosedRange<Int>
  ) throws -> [Int] {
    try words(list).map { word in
      guard let number = Int(word), range.contains(number) else {
        throw invalid(
          option,
          expected:
            "numbers from \(range.lowerBound) to \(range.upperBound), separated by commas",
          found: list)
      }
      return number
    }
  }

  /// What stands between a list's commas.
  static func words(_ list: String) -> [String] {
    list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  /// The error for a value that an option cannot have.
  static func invalid(_ option: String, expected: String, found: String) -> ValidationError {
    ValidationError("\(option) is \(found); expected \(expected)")
  }
}
