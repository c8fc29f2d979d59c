import ArgumentParser
import FileFormats
import Layers
import Parallel
import Training

/// `lockstep summary MODEL`.
struct SummaryCommand: GroupCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary", abstract: "Prints a model's layers, shapes and counts, as Keras does.")

  @Argument(
    help: """
      A model's name (\(ModelCatalog.names.joined(separator: ", "))), a .keras file, one with Keras's \
      JSON, or a checkpoint's file.
      """)
  var model: String

  func validate() throws { try OptionCheck.path(model, of: "the model") }

  func run(in group: ProcessGroup) throws {
    guard group.isFirst else { return }
    let found: Model
    if model.hasSuffix(".safetensors") {
      found = try Checkpoint(readingFrom: model).restoredModel()
    } else {
      found = try ModelChoice(model, seed: 0).model
    }
    // A model's name comes out of a file.
    for line in try found.summary().split(separator: "\n") {
      print(String(line).onOneLine(limit: 1_000))
    }
  }
}
