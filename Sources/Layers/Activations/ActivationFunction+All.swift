public import Engine

extension ActivationFunction {
  /// Every function, for looking one up by its name.
  public static let all: [ActivationFunction] = [
    .linear, .relu, .softmax, .sigmoid, .tanh, .leakyReLU, .elu, .softplus, .exponential, .gelu,
    .silu,
  ]
}
