/// Options of the training itself that a command line gives more than once with different values,
/// of which the parser takes the last one silently.
enum RepeatedOptions {
  private static let names: Set = [
    "--learning-rate", "--optimizer", "--schedule", "--momentum", "--loss", "--metrics",
    "--clip-norm", "--clip-value", "--global-clip-norm", "--batch-size", "--seed", "--model",
    "--data", "--header", "--train-fraction", "--split-seed",
  ]

  /// A warning for each such option on a command line, in the order of their first values; what
  /// stands behind `--` is another program's.
  static func warnings(_ arguments: [String]) -> [String] {
    var values: [(option: String, values: [String])] = []
    let own = arguments.prefix { $0 != "--" }
    for (index, argument) in own.enumerated() where argument.hasPrefix("--") {
      let halves = argument.split(separator: "=", maxSplits: 1).map(String.init)
      guard let option = halves.first, names.contains(option) else { continue }
      let next = own.dropFirst(index + 1).first
      guard let value = halves.count == 2 ? halves[1] : next, !value.hasPrefix("--") else {
        continue
      }
      if let known = values.firstIndex(where: { $0.option == option }) {
        values[known].values.append(value)
      } else {
        values.append((option, [value]))
      }
    }
    return values.filter { Set($0.values).count > 1 }.map { option, values in
      "\(option) is given \(values.count) times, with \(values.joined(separator: " and ")); "
        + "the last one counts"
    }
  }
}
