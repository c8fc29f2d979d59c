import Synchronization

/// A symbolic tensor, on which layers are called to build a graph.
///
/// Keras's `KerasTensor`.
public struct Symbol {
  /// The shape of one sample.
  public let shape: Shape

  /// The call that produces this tensor.
  package let node: Node

  package init(shape: Shape, node: Node) {
    self.shape = shape
    self.node = node
  }

  /// Returns a model's input with the given shape of one sample: Keras's `Input`.
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

  /// The composite layers whose `call(_:)` created this node, the outermost first.
  private(set) var owners: [any CompositeLayer] = []

  /// The serial number of this node among all nodes ever created.
  let serial = Node.next()

  package init(layer: any Layer, inputs: [Symbol], outputShape: Shape) {
    self.layer = layer
    self.inputs = inputs
    self.outputShape = outputShape
  }

  private static let counter = Atomic(0)

  /// Returns a number above those of all nodes so far.
  static func next() -> Int {
    counter.add(1, ordering: .relaxed).newValue
  }

  /// Adds an owner around the existing ones.
  func enclose(in owner: any CompositeLayer) {
    owners.insert(owner, at: 0)
  }

  deinit {
    // Iteratively: nodes that release each other recursively would exhaust the stack.
    var waiting = inputs.map(\.node)
    inputs = []
    while var node = waiting.popLast() {
      guard isKnownUniquelyReferenced(&node) else { continue }
      waiting += node.inputs.map(\.node)
      node.inputs = []
    }
  }
}
