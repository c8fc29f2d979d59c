import ArgumentParser

/// `--data`.
struct BenchDataOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "mnist, random (dense inputs, in which no kernel finds a zero), digits, or MNIST's folder.",
      valueName: "folder|name"))
  var data: String?

  /// The option as a command line has it, for the processes that are started.
  var arguments: [String] { data.map { ["--data", $0] } ?? [] }
}
