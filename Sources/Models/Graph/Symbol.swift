/// A tensor that does not exist yet: what a layer is called on to build a graph.
///
/// Keras calls it `KerasTensor`.
public struct Symbol {
  /// The shape of one sample.
  public let shape: Shape

  /// The call that gives this tensor.
  package let node: Node

  package init(shape: Shape, node: Node) {
    self.shape = shape
    self.node = node
  }

  /// A model's input of the given shape for one sample: Keras's `Input`.
  public static func input(shape: Shape, name: String? = nil) -> Symbol {
    let layer = InputLayer(shape: shape, name: name)
    return Symbol(shape: shape, node: Node(layer: layer, inputs: [], outputShape: shape))
  }
}

/// One call of a layer on symbols.
package final class Node {
  package let layer: any Layer
  package private(set) var inputs: [Symbol]
  package let outputShape: Shape

  package init(layer: any Layer, inputs: [Symbol], outputShape: Shape) {
    self.layer = layer
    self.inputs = inputs
    self.outputShape = outputShape
  }

  deinit {
    // One after the other: nodes that release each other in turn would exhaust the stack.
    var waiting = inputs.map(\.node)
    inputs = []
    while var node = waiting.popLast() {
      guard isKnownUniquelyReferenced(&node) else { continue }
      waiting += node.inputs.map(\.node)
      node.inputs = []
    }
  }
}
