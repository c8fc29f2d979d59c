public import Engine

extension ActivationChoice {
  /// The function that is meant; for an unknown name one that the layer refuses.
  package var chosenActivation: ActivationFunction {
    if let word = self as? String { return ActivationFunction(word) }
    return self as? ActivationFunction ?? ActivationFunction(unknown: "\(type(of: self))")
  }
}

extension String: ActivationChoice {}

extension ActivationChoice where Self == ActivationFunction {
  /// The identity: `f(x) = x`.
  public static var linear: ActivationFunction { ActivationFunction.linear }

  /// The rectifier: `f(x) = max(x, 0)`.
  public static var relu: ActivationFunction { ActivationFunction.relu }

  /// Numbers that sum to one: `exp(x_j) / Σ exp(x_i)`.
  public static var softmax: ActivationFunction { ActivationFunction.softmax }

  /// `1 / (1 + exp(-x))`.
  public static var sigmoid: ActivationFunction { ActivationFunction.sigmoid }

  /// The hyperbolic tangent.
  public static var tanh: ActivationFunction { ActivationFunction.tanh }

  /// `f(x) = x` above 0, `0.2 x` below.
  public static var leakyReLU: ActivationFunction { ActivationFunction.leakyReLU }

  /// `f(x) = x` above 0, `exp(x) - 1` below.
  public static var elu: ActivationFunction { ActivationFunction.elu }

  /// `log(1 + exp(x))`.
  public static var softplus: ActivationFunction { ActivationFunction.softplus }

  /// `exp(x)`.
  public static var exponential: ActivationFunction { ActivationFunction.exponential }

  /// The Gaussian error linear unit.
  public static var gelu: ActivationFunction { ActivationFunction.gelu }

  /// `x · sigmoid(x)`: Keras's swish too.
  public static var silu: ActivationFunction { ActivationFunction.silu }
}
