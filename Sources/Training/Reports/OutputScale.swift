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

  /// Returns the class that a sample is taken for by its output.
  ///
  /// - Parameter output: A number for each class, or one number for two classes.
  /// - Returns: The first class of the greatest number, or 1 for one number above one half (of
  ///   logits 0), else 0; nil where a number is NaN.
  package func predictedClass(_ output: ArraySlice<Float>) -> Int? {
    guard let first = output.first, !output.contains(where: \.isNaN) else { return nil }
    guard output.count > 1 else { return first > (areLogits ? 0 : 0.5) ? 1 : 0 }
    let greatest = output.indices.reduce(output.startIndex) { output[$1] > output[$0] ? $1 : $0 }
    return greatest - output.startIndex
  }

  /// Returns a number for each class; of logits their probabilities.
  package func shares(_ output: ArraySlice<Float>) -> [Double] {
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
  package func probabilities(_ outputs: OutputRows) -> OutputRows {
    guard areLogits else { return outputs }
    let values = outputs.flatMap { output in
      shares(output).suffix(output.count).map { Float($0) }
    }
    return OutputRows(values, rowSize: outputs.rowSize)
  }
}
