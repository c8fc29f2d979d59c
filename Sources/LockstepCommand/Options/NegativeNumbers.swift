/// Negative numbers behind options, which the parser takes for options of their own.
///
/// `--train-samples -3` is then not a value that is missing, but one that is refused.
enum NegativeNumbers {
  /// Subcommands whose last arguments are another program's.
  private static let foreign: Set = ["launch", "debug"]

  /// Joins each option and the negative number behind it: `--limit -3` as `--limit=-3`.
  ///
  /// - Parameter arguments: The arguments of the program.
  /// - Returns: The same arguments, those behind `--` or of another program as they are.
  static func joined(_ arguments: [String]) -> [String] {
    guard let command = arguments.first, !foreign.contains(command) else { return arguments }
    let own = arguments.prefix { $0 != "--" }
    var joined: [String] = []
    for argument in own {
      if isNegativeNumber(argument), let option = joined.last, option.hasPrefix("--"),
        !option.contains("=")
      {
        joined[joined.count - 1] = "\(option)=\(argument)"
      } else {
        joined.append(argument)
      }
    }
    return joined + arguments.dropFirst(own.count)
  }

  private static func isNegativeNumber(_ argument: String) -> Bool {
    argument.hasPrefix("-") && Double(argument) != nil
  }
}
