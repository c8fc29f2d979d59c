import Foundation

extension Interpreter {
  /// Keras's activation function of a name.
  package static func activation(_ x: Tensor, _ name: String) throws -> Tensor {
    if name == "softmax" { return softmax(x) }
    guard let function = scalarFunctions[name] else {
      throw Mismatch(description: "no plain function for \(name)")
    }
    return elementwise(x, function)
  }

  /// The functions of one number, as their definitions have them.
  private static let scalarFunctions: [String: @Sendable (Double) -> Double] = [
    "linear": { $0 },
    "relu": { $0 > 0 ? $0 : 0 },
    "sigmoid": { 1 / (1 + exp(-$0)) },
    "tanh": { tanh($0) },
    "leaky_relu": { $0 > 0 ? $0 : 0.2 * $0 },
    "elu": { $0 > 0 ? $0 : expm1($0) },
    "softplus": { max($0, 0) + log1p(exp(-abs($0))) },
    "exponential": { exp($0) },
    "gelu": { $0 / 2 * (1 + erf($0 / 2.0.squareRoot())) },
    "silu": { $0 / (1 + exp(-$0)) },
  ]

  /// Shares of the last axis.
  private static func softmax(_ x: Tensor) -> Tensor {
    let width = x.shape.last ?? 1
    var values: [Double] = []
    for start in stride(from: 0, to: x.values.count, by: width) {
      let row = x.values[start..<start + width]
      let largest = row.max() ?? 0
      let powers = row.map { exp($0 - largest) }
      let sum = powers.reduce(0, +)
      values += powers.map { $0 / sum }
    }
    return Tensor(shape: x.shape, values: values)
  }
}
