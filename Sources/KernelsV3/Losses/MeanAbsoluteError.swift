import KernelInterface

extension CompiledKernels {
  package static func meanAbsoluteError(
    predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) {
    let input = LossRows(predictions: predictions, targets: targets, rows: rows, columns: columns)
    AbsoluteError().means(input, losses: losses)
    AbsoluteError().gradients(input, scales: scales, gradient: gradient)
  }

  package static func meanAbsoluteErrorLoss(
    predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    losses: UnsafeMutablePointer<Float>
  ) {
    let input = LossRows(predictions: predictions, targets: targets, rows: rows, columns: columns)
    AbsoluteError().means(input, losses: losses)
  }
}

private struct AbsoluteError: ElementwiseLoss {
  @inline(__always)
  func value(_ prediction: Vector, _ target: Vector) -> Vector {
    (prediction - target).magnitudes
  }

  @inline(__always)
  func derivative(_ prediction: Vector, _ target: Vector) -> Vector {
    let difference = prediction - target
    let one = Vector(repeating: 1)
    // 0 and NaN are unchanged.
    let sign = Vector.zero.whereGreater(than: difference, -one, else: difference)
    return difference.whereGreater(than: .zero, one, else: sign)
  }
}
