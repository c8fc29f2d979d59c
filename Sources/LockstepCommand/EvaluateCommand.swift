import ArgumentParser
import FileFormats
import Parallel
import Training

/// `lockstep evaluate CHECKPOINT`.
struct EvaluateCommand: GroupCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Computes a checkpoint's loss and accuracy on the test set.")

  @Argument(help: "A checkpoint's file.")
  var checkpoint: String

  @Option(help: .data(default: "$MNIST_DIR, else data/mnist"))
  var data: String?

  @Option(help: "0 prints only the result, 1 a bar, 2 a line.")
  var verbose = 1

  func validate() throws {
    _ = try Verbosity(option: verbose)
    try OptionCheck.path(checkpoint, of: "the checkpoint")
    try OptionCheck.path(data, of: "--data")
  }

  func run(in group: ProcessGroup) throws {
    // One process evaluates; the other ranks have nothing to do.
    guard group.isFirst else { return }
    let verbosity = try Verbosity(option: verbose)
    let model = try Checkpoint(readingFrom: checkpoint).restoredModel()
    let source = DataSource(data)
    let solo = ProcessGroup.selfOnly
    let test = try ModelData(source.load(on: solo), from: source, for: model).test
    let result = try model.means(test, batchSize: 32, verbosity, on: solo)
    let label = source.label.map { " (\($0))" } ?? ""
    for (name, value) in result { print("Test \(name.onOneLine())\(label): \(value)") }
  }
}
