public import ArgumentParser
import FileFormats
import Layers
import Parallel
public import Training

/// `lockstep export CHECKPOINT --output FILE`.
struct ExportCommand: GroupCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a saved model to a file for other programs: Keras, ONNX, NumPy.",
    discussion: """
      What the format cannot express, such as a layer of a program's own, is an error that names \
      it.

        lockstep export runs/a --output model.keras
        lockstep export model.safetensors --output model.onnx
      """)

  @Argument(
    help: "A checkpoint, a saved model, a .keras file, or a run's folder for its newest checkpoint."
  )
  var checkpoint: String

  @Option(
    help: ArgumentHelp("The format (default: what the file's ending says).", valueName: "format"))
  var format: ExportFormat?

  @Option(help: ArgumentHelp("Write to this file.", valueName: "file"))
  var output: String

  func validate() throws {
    try OptionCheck.path(checkpoint, of: "the checkpoint")
    try OptionCheck.output(output, of: "--output")
    guard format == nil, (try? ExportFormat(endingOf: output)) == nil else { return }
    throw OptionCheck.invalid(
      "--output", expected: "a file that ends in \(ExportFormat.endings), or --format",
      found: output)
  }

  func run(in group: ProcessGroup) throws {
    guard group.isFirst else { return }
    let path = try ModelPath(checkpoint).file
    let inputs = [("the checkpoint", checkpoint), ("the checkpoint", path)]
    try OutputCheck(reads: inputs).check(output: output)
    let format = try self.format ?? ExportFormat(endingOf: output)
    let (model, form) = try load(path, for: format)
    try model.export(to: output, format: format, form: form, on: group)
    print("Wrote \(output.onOneLine(limit: .max)) from \(path.onOneLine(limit: .max))")
  }

  /// Loads the model, with the settings of `compile` where the format has some.
  private func load(_ path: String, for format: ExportFormat) throws -> (Model, form: DataForm?) {
    let others = ExportFormat.allCases.filter { !$0.hasSettings }.map(\.rawValue)
    let advice = "take a format without such settings: \(others.joined(separator: ", "))"
    return try ModelFileError.namingOwnParts(
      of: path, remedy: "export it from there" + (format.hasSettings ? ", or \(advice)" : "")
    ) {
      do {
        return try Model.loadWithForm(from: path, compile: format.hasSettings)
      } catch let error as ModelFileError {
        throw error.with(remedy: "or \(advice)")
      }
    }
  }
}

extension ExportFormat: ExpressibleByArgument {}
