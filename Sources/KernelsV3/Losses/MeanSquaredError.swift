import KernelInterface

extension CompiledKernels {
  package static func meanSquaredError(
    predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) {
    let input = LossRows(predictions: predictions, targets: targets, rows: rows, columns: columns)
    SquaredError().means(input, losses: losses)
    SquaredError().gradients(input, scales: scales, gradient: gradient)
  }

  package static func meanSquaredErrorLoss(
    predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    losses: UnsafeMutablePointer<Float>
  ) {
    let input = LossRows(predictions: predictions, targets: targets, rows: rows, columns: columns)
    SquaredError().means(input, losses: losses)
  }
}

private struct SquaredError: ElementwiseLoss {
  @inline(__always)
  func value(_ prediction: Vector, _ target: Vector) -> Vector {
    let difference = prediction - target
    return difference * difference
  }

  @inline(__always)
  func derivative(_ prediction: Vector, _ target: Vector) -> Vector {
    let difference = prediction - target
    return difference + difference
  }
}
