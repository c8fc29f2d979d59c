import ArgumentParser

/// `--data`.
struct BenchDataOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "mnist, random (dense inputs, in which no kernel finds a zero), digits, or MNIST's folder.",
      valueName: "folder|name"))
  var data: String?

  /// The option as arguments, for child processes.
  var arguments: [String] { data.map { ["--data", $0] } ?? [] }
}
