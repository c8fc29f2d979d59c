package import Engine
package import Layers

extension Compilation {
  /// What is probably a mistake in the settings for a model, a line each.
  ///
  /// Source: Keras 3, which warns of a softmax over one unit and of a cross-entropy over one class.
  package func warnings(_ graph: Graph) -> [String] {
    zip(graph.outputs.indices, objective.losses).compactMap { output, loss in
      let call = graph.calls[graph.outputs[output]]
      let activation = graph.activation(ofOutput: output)
      if call.outputShape.dimensions.last == 1 {
        if activation == .softmax {
          return "softmax over the one unit of layer \(call.name) is always 1, and nothing is "
            + "learnt; use sigmoid, with loss binary_crossentropy"
        }
        if loss is CategoricalCrossentropy {
          return "loss \(loss.identifier) over the one unit of layer \(call.name) is always 0, and "
            + "nothing is learnt; use binary_crossentropy"
        }
      }
      guard let activation, !activation.givesProbabilities, loss.takesProbabilities else {
        return nil
      }
      return "the output of layer \(call.name) (activation \(activation.identifier)) is taken for "
        + "probabilities by loss \(loss.identifier); give the loss fromLogits=true, or end the "
        + "model in softmax or sigmoid"
    }
  }
}

extension Loss {
  /// Whether the loss expects probabilities.
  fileprivate var takesProbabilities: Bool {
    switch self {
    case let loss as CategoricalCrossentropy: !loss.fromLogits
    case let loss as SparseCategoricalCrossentropy: !loss.fromLogits
    case let loss as BinaryCrossentropy: !loss.fromLogits
    default: false
    }
  }
}
