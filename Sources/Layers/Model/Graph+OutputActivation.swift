package import Engine

extension Graph {
  /// The activation function behind which one of the outputs stands; nil where a layer gives it of
  /// whose results nothing is known.
  package func activation(ofOutput output: Int) -> ActivationFunction? {
    var call = calls[outputs[output]]
    while call.layer is Flatten || call.layer is Reshape || call.layer is Dropout {
      call = calls[call.inputs[0]]
    }
    return switch call.layer {
    case let layer as Dense: layer.activation
    case let layer as Conv2D: layer.activation
    case let layer as Activation: layer.function
    case is LeakyReLU: .leakyReLU
    case is ELU: .elu
    case is BatchNormalization, is LayerNormalization, is Normalization: .linear
    default: nil
    }
  }

  /// Whether the model itself brings bytes to small numbers: a `Rescaling`, or a `Normalization`
  /// whose statistics are those of bytes, reads its input as it comes.
  package var rescalesBytes: Bool {
    switch firstScaling?.layer {
    case let layer as Rescaling: abs(layer.scale) <= 1 / 64
    case let layer as Normalization: layer.expectsBytes
    default: false
    }
  }

  /// The call of the `Rescaling` or `Normalization` that reads the model's input as it comes; nil
  /// where there is none.
  package var firstScaling: Call? {
    var reached = Set(inputs)
    for (index, call) in calls.enumerated() where call.inputs.contains(where: reached.contains) {
      if call.layer is Rescaling || call.layer is Normalization { return call }
      if call.layer is Flatten || call.layer is Reshape { reached.insert(index) }
    }
    return nil
  }
}

extension ActivationFunction {
  /// Whether the function's results can be probabilities.
  package var givesProbabilities: Bool {
    switch self {
    case .softmax, .sigmoid, .exponential, .softplus: true
    default: false
    }
  }
}
