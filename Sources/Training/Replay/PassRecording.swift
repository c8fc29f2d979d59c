/// The tensors of both passes over a batch, or over a rank's part of it.
package struct PassRecording: Sendable {
  /// The indices of the samples in the data, row by row.
  package let samples: [Int]
  /// Each row's loss, times its weight.
  package let losses: [Double]
  /// The inputs, each layer's activations, then each layer's gradients, in model order.
  package let tensors: [RecordedTensor]
  /// The gradient in the layout of the parameter space, summed over each of the rank's blocks.
  let blocks: [[Float]]

  /// The gradients of the parameters, in the model's order.
  package var parameterGradients: [RecordedTensor] {
    tensors.filter { $0.kind == .parameterGradient }
  }
}

/// A tensor of a pass.
package struct RecordedTensor: Sendable, Equatable {
  /// What a tensor is.
  package enum Kind: String, Sendable, CaseIterable {
    /// An input of the model.
    case input
    /// A layer's output.
    case activation
    /// The gradient of the batch's mean loss with respect to a layer's output; of a last layer
    /// whose loss is computed from logits, with respect to these.
    case activationGradient = "gradient"
    /// The gradient with respect to a parameter.
    case parameterGradient = "parameter gradient"
  }

  /// What it is.
  package let kind: Kind
  /// The layer's name, or the parameter's.
  package let name: String
  /// The sizes, outermost first; the first is the number of samples, but of parameters.
  package let shape: [Int]
  /// The elements, row-major.
  package let values: [Float]

  /// The number of rows; nil for a parameter, to which all samples contribute.
  package var rowCount: Int? { kind == .parameterGradient ? nil : shape[0] }

  /// Returns the elements of one sample.
  package func row(_ row: Int) -> ArraySlice<Float> {
    let size = shape.dropFirst().reduce(1, *)
    return values[row * size..<(row + 1) * size]
  }
}
