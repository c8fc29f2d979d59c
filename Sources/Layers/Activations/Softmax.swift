public import Engine
import Kernels

extension ActivationFunction {
  /// `f(x)_j = exp(x_j) / Σ exp(x_i)` over the last dimension: numbers that sum to one.
  public static let softmax = ActivationFunction("softmax") { shape in
    [SoftmaxOperation(size: shape.elementCount, classCount: shape.dimensions.last ?? 1)]
  }
}

/// Softmax over the last dimension, in place.
struct SoftmaxOperation: BuiltInOperation {
  /// The number of elements of one sample.
  let size: Int
  let classCount: Int

  var worksInPlace: Bool { true }

  /// Softmax only where a sample is a single distribution, rather than one for each of its rows.
  var activation: ActivationFunction? { size == classCount ? .softmax : nil }

  func forward(_ pass: ForwardPass) {
    unsafe kernels.softmax(
      pass.input(0), into: pass.output, rows: pass.rows * (size / max(classCount, 1)),
      columns: classCount)
  }

  /// `dx_j = p_j (dy_j - Σ dy_i p_i)`, the sum in order of the classes.
  ///
  /// Not used for cross-entropy after a softmax, where the loss is computed from the logits.
  func backward(_ pass: BackwardPass) {
    guard let inputGradient = unsafe pass.inputGradient(0) else { return }
    let probabilities = unsafe pass.output
    let gradient = unsafe pass.outputGradient
    for row in 0..<pass.rows * (size / max(classCount, 1)) {
      let start = row * classCount
      var sum: Float = 0
      for j in start..<start + classCount {
        unsafe sum += gradient[j] * probabilities[j]
      }
      for j in start..<start + classCount {
        unsafe inputGradient[j] = probabilities[j] * (gradient[j] - sum)
      }
    }
  }
}
