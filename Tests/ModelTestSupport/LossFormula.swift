package import Engine
import FileFormats
import Foundation
import KerasFormat
import Layers

/// A loss as Keras defines it, in `Double`, for one sample.
///
/// It reads a loss's class and arguments and shares no arithmetic with it.
package struct LossFormula {
  /// What a sample's outputs are to the loss.
  package enum Outputs {
    case values([Double])
    /// What the loss's own activation, softmax or sigmoid, is applied to.
    case logits([Double])
  }

  private let className: String
  private let fromLogits: Bool
  private let smoothing: Double

  package init(_ loss: any Loss) {
    className = loss.className
    fromLogits = loss.configuration["from_logits"] == true
    smoothing = JSON(.object(loss.configuration))["label_smoothing"]?.numberValue ?? 0
  }

  /// The activation whose input Keras takes for the logits where a model ends in it.
  package var logitActivation: String? {
    switch className {
    case "CategoricalCrossentropy", "SparseCategoricalCrossentropy": "softmax"
    case "BinaryCrossentropy": "sigmoid"
    default: nil
    }
  }

  /// The loss of a sample with one target for each output.
  package func loss(_ outputs: Outputs, _ targets: [Double]) -> Double {
    let (values, areLogits) =
      switch outputs {
      case .values(let values): (values, fromLogits)
      case .logits(let values): (values, true)
      }
    switch className {
    case "SparseCategoricalCrossentropy" where !areLogits:
      // For integer labels Keras clips first.
      let clipped = values.map(Self.clipped)
      let sum = clipped.reduce(0, +)
      return zip(clipped, targets).reduce(0) { $0 - $1.1 * log($1.0 / sum) }
    case "CategoricalCrossentropy", "SparseCategoricalCrossentropy":
      return categorical(values, areLogits, smoothed(targets, towards: 1 / Double(targets.count)))
    case "BinaryCrossentropy":
      return mean(values, smoothed(targets, towards: 0.5)) {
        areLogits ? max($0, 0) - $0 * $1 + log1p(exp(-abs($0))) : binary($0, $1)
      }
    case "Poisson": return mean(values, targets) { $0 - $1 * log($0 + 1e-7) }
    case "MeanSquaredError": return mean(values, targets) { ($0 - $1) * ($0 - $1) }
    case "MeanAbsoluteError": return mean(values, targets) { abs($0 - $1) }
    default: return .nan
    }
  }

  private func smoothed(_ targets: [Double], towards even: Double) -> [Double] {
    targets.map { $0 * (1 - smoothing) + even * smoothing }
  }

  private func categorical(
    _ values: [Double], _ areLogits: Bool, _ targets: [Double]
  ) -> Double {
    if areLogits {
      let largest = values.max() ?? 0
      let sum = values.reduce(0) { $0 + exp($1 - largest) }
      return zip(values, targets).reduce(0) { $0 + $1.1 * (log(sum) + largest - $1.0) }
    }
    let sum = values.reduce(0, +)
    return zip(values, targets).reduce(0) { $0 - $1.1 * log(Self.clipped($1.0 / sum)) }
  }

  private func binary(_ value: Double, _ target: Double) -> Double {
    let p = Self.clipped(value)
    return -(target * log(p) + (1 - target) * log(1 - p))
  }

  private func mean(
    _ values: [Double], _ targets: [Double], _ term: (Double, Double) -> Double
  ) -> Double {
    zip(values, targets).reduce(0) { $0 + term($1.0, $1.1) } / Double(values.count)
  }

  /// Within 1e-7 of 0 and 1, in single precision: 1 - 1e-7 is 1 - 2^-23 there.
  private static func clipped(_ p: Double) -> Double {
    min(max(p, Double(1e-7 as Float)), 1 - 0x1p-23)
  }
}
