package import Engine
import KernelInterface
import Layers

/// The meaning of a model's outputs by its loss: probabilities, logits or other numbers.
package struct OutputScale {
  /// Whether the outputs are probabilities or logits.
  package let isShare: Bool
  private let areLogits: Bool

  package init(_ loss: (any Loss)?) {
    switch loss {
    case let loss as CategoricalCrossentropy: (isShare, areLogits) = (true, loss.fromLogits)
    case let loss as SparseCategoricalCrossentropy: (isShare, areLogits) = (true, loss.fromLogits)
    case let loss as BinaryCrossentropy: (isShare, areLogits) = (true, loss.fromLogits)
    default: (isShare, areLogits) = (false, false)
    }
  }

  /// The number above which a single output means class 1.
  package var threshold: Float { areLogits ? 0 : 0.5 }

  /// Returns a number for each class, the greatest for the class that the sample is taken for; of
  /// logits their probabilities.
  package func shares(_ output: [Float]) -> [Double] {
    let numbers = output.map(Double.init)
    guard numbers.count > 1 else {
      let one = numbers.first ?? .nan
      let share = areLogits ? 1 / (1 + Elementary.exp(-one)) : one
      return [1 - share, share]
    }
    guard areLogits else { return numbers }
    let greatest = numbers.max() ?? 0
    let powers = numbers.map { Elementary.exp($0 - greatest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  /// Returns the outputs, of logits their probabilities, which are as many.
  package func probabilities(_ output: [Float]) -> [Float] {
    guard areLogits else { return output }
    let shares = shares(output).map { Float($0) }
    return output.count > 1 ? shares : [shares[1]]
  }
}
