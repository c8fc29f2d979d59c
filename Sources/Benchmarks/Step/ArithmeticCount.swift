package import Engine
import Layers

/// The floating-point operations of a training step that its matrix products and convolutions need
/// at least; whatever else a step computes is not counted.
///
/// A fused multiply-add is two operations. Inputs that are zero count like others: a program that
/// skips them does the same work sooner.
package struct ArithmeticCount: Equatable {
  /// Of one sample's forward pass.
  package private(set) var forward = 0
  /// Of one sample's backward pass: the weights' gradients, and the inputs' where a layer before
  /// has weights.
  package private(set) var backward = 0

  /// Counts the operations of a model's layers.
  package init(_ graph: Graph) {
    // Whether anything that leads to a call's output has parameters: only then its gradient is
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

  /// Of a whole step over so many samples.
  package func step(sampleCount: Int) -> Double { Double(forward + backward) * Double(sampleCount) }

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
