package import Engine
import Layers

/// The least number of floating-point operations of the matrix products and convolutions of a
/// training step; other operations are not counted.
///
/// A fused multiply-add is two operations. Zero inputs are counted: a program that skips them does
/// the same work in less time.
package struct ArithmeticCount: Equatable {
  /// The operations of one sample's forward pass.
  package private(set) var forward = 0
  /// The operations of one sample's backward pass: the weights' gradients, and the inputs' where an
  /// earlier layer has weights.
  package private(set) var backward = 0

  /// Counts the operations of a model's layers.
  package init(_ graph: Graph) {
    // Whether anything upstream of a call's output has parameters: only then is its gradient
    // computed.
    var isLearned: [Bool] = []
    for call in graph.calls {
      let count = Self.multiplications(of: call) * 2
      let inputIsLearned = call.inputs.contains { isLearned[$0] }
      forward += count
      backward += count + (inputIsLearned ? count : 0)
      isLearned.append(
        inputIsLearned || !call.layer.parameters(for: call.inputShapes).isEmpty)
    }
  }

  private static func multiplications(of call: Graph.Call) -> Int {
    guard let input = call.inputShapes.first else { return 0 }
    switch call.layer {
    case let layer as Dense:
      return input.elementCount * layer.units
    case let layer as Conv2D:
      return call.outputShape.elementCount * layer.kernelSize.0 * layer.kernelSize.1
        * (input.dimensions.last ?? 1)
    default:
      return 0
    }
  }
}
