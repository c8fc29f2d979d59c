import ArgumentParser

/// `--model` and `--batch-size`: a network, and the samples of a step.
struct WorkloadOptions: ParsableArguments {
  /// The samples that a step can have.
  static let batchSizes = 1...1_048_576

  @Option(help: "The network: \(ModelCatalog.names.joined(separator: ", ")).")
  var model = "mlp"

  @OptionGroup var dataOption: BenchDataOption

  @Option(help: "The samples of one step, on all ranks together.")
  var batchSize = 128

  func validate() throws {
    try OptionCheck.number(batchSize, of: "--batch-size", in: Self.batchSizes)
  }

  /// The options as a command line has them, for the processes that are started.
  var arguments: [String] {
    ["--model", model, "--batch-size", "\(batchSize)"] + dataOption.arguments
  }
}
