public import Engine

extension ActivationFunction {
  /// Every function, for looking one up by its name.
  public static let all: [ActivationFunction] = [
    .linear, .relu, .softmax, .sigmoid, .tanh, .leakyReLU, .elu, .softplus, .exponential, .gelu,
    .silu,
  ]
}

/// Keras's names for functions: `Dense(512, activation: "relu")`.
extension ActivationFunction: ExpressibleByStringLiteral {
  /// The function that a word names in any of Keras's spellings.
  ///
  /// A word that names none is an error of the layer's as soon as its shape is asked for.
  public init(_ word: String) {
    self = Self.all.first(named: word, by: \.identifier) ?? ActivationFunction(unknown: word)
  }

  /// The function that a word names.
  public init(stringLiteral word: String) { self.init(word) }
}

extension Layer {
  /// - Throws: `ModelError.unsupported` naming this layer, for a word that names no function.
  func check(_ activation: ActivationFunction) throws(ModelError) {
    guard activation.isKnown else {
      throw .unsupported(
        kind: "activation", name: activation.identifier, path: "layer \(name ?? className)",
        supported: ActivationFunction.all.map(\.identifier))
    }
  }
}
