/// Computes the Poisson loss of each row and its gradient.
///
/// `losses[r] = Σ (p - t * ln(p + 1e-7)) / columns` and
/// `gradient[r, j] = (1 - t / (p + 1e-7)) * (scales[r] / columns)`. NaN below `p = -1e-7`.
/// The row's sum adds columns 16 apart in order, then the 16 lanes in one fixed tree.
/// Source: Keras 3, `Poisson`.
///
/// Shapes: `predictions`, `targets` and `gradient` are `[rows, columns]`; `scales` and `losses` are
/// `[rows]`; `gradient` may be `predictions`.
public func poisson(
  predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
  scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
  gradient: UnsafeMutablePointer<Float>
) {
  let input = LossRows(predictions: predictions, targets: targets, rows: rows, columns: columns)
  PoissonError().means(input, losses: losses)
  PoissonError().gradients(input, scales: scales, gradient: gradient)
}

/// Computes the losses of `poisson` without a gradient, to the same bits.
///
/// Shapes: `predictions` and `targets` are `[rows, columns]`, `losses` is `[rows]`.
public func poissonLoss(
  predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
  losses: UnsafeMutablePointer<Float>
) {
  let input = LossRows(predictions: predictions, targets: targets, rows: rows, columns: columns)
  PoissonError().means(input, losses: losses)
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
