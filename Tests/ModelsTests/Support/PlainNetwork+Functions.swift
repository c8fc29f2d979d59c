import Foundation
import Models

extension PlainNetwork.Function {
  /// The library's function.
  var activation: ActivationFunction {
    switch self {
    case .linear: .linear
    case .relu: .relu
    case .softmax: .softmax
    case .sigmoid: .sigmoid
    case .tanh: .tanh
    case .leakyReLU: .leakyReLU
    case .elu: .elu
    case .softplus: .softplus
    case .exponential: .exponential
    case .gelu: .gelu
    case .silu: .silu
    }
  }

  /// The function over all of `x`, `width` numbers at a time where they depend on each other.
  func apply(_ x: [Double], width: Int) -> [Double] {
    guard self == .softmax else { return x.map(value) }
    var y: [Double] = []
    for start in stride(from: 0, to: x.count, by: width) {
      let powers = x[start..<start + width].map { exp($0) }
      let sum = powers.reduce(0, +)
      y += powers.map { $0 / sum }
    }
    return y
  }

  /// The function of one number, as its definition has it.
  private func value(_ x: Double) -> Double {
    switch self {
    case .linear, .softmax: x
    case .relu: x > 0 ? x : 0
    case .sigmoid: 1 / (1 + exp(-x))
    case .tanh: Foundation.tanh(x)
    case .leakyReLU: x > 0 ? x : 0.2 * x
    case .elu: x > 0 ? x : expm1(x)
    case .softplus: log(1 + exp(x))
    case .exponential: exp(x)
    case .gelu: x / 2 * (1 + erf(x / 2.squareRoot()))
    case .silu: x / (1 + exp(-x))
    }
  }
}
