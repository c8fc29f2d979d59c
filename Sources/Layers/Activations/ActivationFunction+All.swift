public import Engine

extension ActivationFunction {
  /// All functions, for lookup by name.
  public static let all: [ActivationFunction] = [
    .linear, .relu, .softmax, .sigmoid, .tanh, .leakyReLU, .elu, .softplus, .exponential, .gelu,
    .silu,
  ]
}

/// Keras's names for functions: `Dense(512, activation: "relu")`.
extension ActivationFunction: ExpressibleByStringLiteral {
  /// Creates the function with a name, in any of Keras's spellings.
  ///
  /// A layer with an unknown name throws an error when its output shape is computed.
  public init(_ name: String) {
    self = Self.all.first(named: name, by: \.identifier) ?? ActivationFunction(unknown: name)
  }

  /// Creates the function with a name.
  public init(stringLiteral name: String) { self.init(name) }
}

extension Layer {
  /// - Throws: `ModelError.unsupported` naming this layer, for an unknown function.
  func check(_ activation: ActivationFunction) throws(ModelError) {
    guard activation.isKnown else {
      throw .unsupported(
        kind: "activation", name: activation.identifier, path: "layer \(name ?? className)",
        supported: ActivationFunction.all.map(\.identifier))
    }
  }
}
