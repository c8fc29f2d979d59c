import ArgumentParser
import FileFormats
import Layers
import Parallel
import Training

/// `lockstep summary MODEL`.
struct SummaryCommand: GroupCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary", abstract: "Prints a model's layers, shapes and counts, as Keras does.",
    discussion: """
        lockstep summary cnn
        lockstep summary runs/a/step-00000469.safetensors --svg >model.svg
        lockstep summary model.json --dot | dot -Tpng >model.png

      With --svg or --dot it prints a drawing of the graph, with layers' names, classes and shapes, \
      as Keras's plot_model: a picture for a browser, or a text for Graphviz.
      """)

  /// A drawing in place of the table.
  enum Drawing: String, EnumerableFlag {
    case svg, dot

    static func help(for drawing: Drawing) -> ArgumentHelp? {
      switch drawing {
      case .svg: "Print a picture of the graph (SVG), for light and dark screens."
      case .dot: "Print the graph in the language of Graphviz."
      }
    }
  }

  @Argument(
    help: """
      A model's name (\(ModelCatalog.names.joined(separator: ", "))), a .keras file, one with Keras's \
      JSON, a checkpoint's file, or a run's folder for its newest checkpoint.
      """)
  var model: String

  @Flag var drawing: Drawing?

  func validate() throws { try OptionCheck.path(model, of: "the model") }

  func run(in group: ProcessGroup) throws {
    guard group.isFirst else { return }
    // A name stands before a file or folder of the same name.
    let isPath =
      !ModelCatalog.names.contains(model)
      && [.file, .folder].contains(Directory.kind(of: model))
    let path = isPath ? try ModelPath(model, isForLayers: true) : nil
    let found: Model
    if let path, path.kind == .safetensors || path.file.hasSuffix(".safetensors") {
      let path = path.file
      found = try ModelFileError.namingOwnParts(of: path, remedy: "print the summary there") {
        do {
          return try Checkpoint(readingFrom: path).restoredModel()
        } catch let error as CheckpointError {
          // A loss or an optimizer is in no summary.
          guard let uncompiled = try? Model.loadWithForm(from: path, compile: false) else {
            throw error
          }
          return uncompiled.0
        }
      }
    } else {
      found = try ModelChoice(model, seed: 0).model
    }
    switch drawing {
    case .svg: StandardStream.writeOutput(try GraphDiagram(found).svg)
    case .dot: StandardStream.writeOutput(try GraphDiagram(found).dot)
    case nil:
      // A model's name comes out of a file.
      for line in try found.summary().split(separator: "\n") {
        print(String(line).onOneLine(limit: 1_000))
      }
    }
  }
}
