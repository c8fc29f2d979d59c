import Synchronization

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

  /// The composite layers in whose calls this one was made, the outermost first.
  private(set) var owners: [any CompositeLayer] = []

  /// Counts all nodes that were ever made.
  let serial = Node.next()

  package init(layer: any Layer, inputs: [Symbol], outputShape: Shape) {
    self.layer = layer
    self.inputs = inputs
    self.outputShape = outputShape
  }

  private static let counter = Atomic(0)

  /// A number above those of all nodes so far.
  static func next() -> Int {
    counter.add(1, ordering: .relaxed).newValue
  }

  /// Puts an owner around those that are there.
  func enclose(in owner: any CompositeLayer) {
    owners.insert(owner, at: 0)
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
