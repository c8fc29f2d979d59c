import KernelInterface

extension CompiledKernels {
  package static func poisson(
    predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) {
    let input = LossRows(predictions: predictions, targets: targets, rows: rows, columns: columns)
    PoissonError().means(input, losses: losses)
    PoissonError().gradients(input, scales: scales, gradient: gradient)
  }

  package static func poissonLoss(
    predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    losses: UnsafeMutablePointer<Float>
  ) {
    let input = LossRows(predictions: predictions, targets: targets, rows: rows, columns: columns)
    PoissonError().means(input, losses: losses)
  }
}

private struct PoissonError: ElementwiseLoss {
  private var epsilon: Vector { Vector(repeating: 1e-7) }

  @inline(__always)
  func value(_ prediction: Vector, _ target: Vector) -> Vector {
    prediction - target * vectorLog(prediction + epsilon)
  }

  @inline(__always)
  func derivative(_ prediction: Vector, _ target: Vector) -> Vector {
    Vector(repeating: 1) - target / (prediction + epsilon)
  }
}
