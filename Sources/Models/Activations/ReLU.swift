import Kernels

extension ActivationFunction {
  /// The rectifier: `f(x) = max(x, 0)`; its derivative at 0 is 0.
  public static let relu = ActivationFunction("relu") { shape in
    [RectifierOperation(size: shape.elementCount)]
  }
}

/// `y = max(x, 0)`, in place.
struct RectifierOperation: Operation {
  /// The elements of one sample.
  let size: Int

  var worksInPlace: Bool { true }

  func forward(_ pass: ForwardPass) {
    unsafe relu(pass.input(0), into: pass.output, count: pass.rows * size)
  }

  func backward(_ pass: BackwardPass) {
    guard let inputGradient = unsafe pass.inputGradient(0) else { return }
    unsafe reluGradient(
      output: pass.output, gradient: pass.outputGradient, into: inputGradient,
      count: pass.rows * size)
  }
}
