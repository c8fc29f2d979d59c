package import Engine
import FileFormats
package import Layers

/// A drawing of a model: a box for each call of a layer, and an arrow for each output that another
/// call takes.
///
/// It shows what Keras's `plot_model` does with shapes, types and names.
package struct GraphDiagram {
  /// A call of a layer.
  struct Box: Equatable {
    /// The layer's name and class: `dense (Dense)`.
    let title: String
    /// The shapes of its inputs and output: `(None, 784) -> (None, 512)`.
    let shapes: String
    /// The boxes whose outputs it takes, each once.
    let inputs: [Int]
  }

  /// The longest title or list of shapes, in characters.
  private static let longestText = 80

  /// The model's name.
  let name: String
  /// The boxes, each after those that it takes outputs of.
  let boxes: [Box]

  /// Creates the drawing of a model.
  ///
  /// - Throws: `ModelError` naming the layer that does not support its input, or for a model whose
  ///   input has no shape yet.
  package init(_ model: Model) throws(ModelError) {
    let calls = try model.graph().calls
    // As in Keras, a Sequential's input is the first layer's, not a layer of its own.
    let isShown = calls.map { !(model is Sequential && $0.layer is InputLayer) }
    var boxCount = 0
    let numbers = isShown.map { isShown -> Int? in
      defer { boxCount += isShown ? 1 : 0 }
      return isShown ? boxCount : nil
    }
    var callCounts: [ObjectIdentifier: Int] = [:]
    name = model.name.onOneLine(limit: Self.longestText)
    boxes = calls.enumerated().compactMap { index, call in
      guard isShown[index] else { return nil }
      callCounts[ObjectIdentifier(call.layer), default: 0] += 1
      let count = callCounts[ObjectIdentifier(call.layer), default: 1]
      return Self.box(call, number: count, inputs: call.inputs.compactMap { numbers[$0] })
    }
  }

  private static func box(_ call: Graph.Call, number: Int, inputs: [Int]) -> Box {
    var sources: [Int] = []
    for input in inputs where !sources.contains(input) { sources.append(input) }
    let name = call.name.onOneLine(limit: longestText)
    let again = number > 1 ? ", call \(number)" : ""
    let taken = call.inputShapes.map(\.description).joined(separator: ", ")
    let shapes =
      (taken.isEmpty ? "" : "\(taken.onOneLine(limit: longestText)) -> ")
      + call.outputShape.description
    return Box(title: "\(name) (\(call.layer.className)\(again))", shapes: shapes, inputs: sources)
  }
}
