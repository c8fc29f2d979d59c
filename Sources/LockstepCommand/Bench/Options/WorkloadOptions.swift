import ArgumentParser
import Benchmarks
import Engine
import Layers
import Training

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

  /// The network with its data: the data of --data, or the network's own.
  func workload() throws -> Workload {
    let choice = try ModelChoice(model, seed: 0)
    try choice.model.compile(choice.compilation())
    return Workload(name: model, model: choice.model, batchSize: batchSize) { group in
      let name = dataOption.data
      guard name != "random" else { return try .random(for: choice.model, in: group) }
      let source = DataSource(name == "mnist" ? nil : name ?? choice.data)
      return BenchmarkData(
        name: source.name,
        train: try ModelData(source.load(on: group), from: source, for: choice.model).train)
    }
  }
}
