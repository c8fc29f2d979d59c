/// Computes the mean squared error of each row and its gradient.
///
/// `losses[r] = Σ (p - t)² / columns` and `gradient[r, j] = 2 * (p - t) * (scales[r] / columns)`.
/// The row's sum adds columns 16 apart in order, then the 16 lanes in one fixed tree.
/// Source: Keras 3, `MeanSquaredError`.
///
/// Shapes: `predictions`, `targets` and `gradient` are `[rows, columns]`; `scales` and `losses` are
/// `[rows]`; `gradient` may be `predictions`.
public func meanSquaredError(
  predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
  scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
  gradient: UnsafeMutablePointer<Float>
) {
  let input = LossRows(predictions: predictions, targets: targets, rows: rows, columns: columns)
  SquaredError().means(input, losses: losses)
  SquaredError().gradients(input, scales: scales, gradient: gradient)
}

/// Computes the losses of `meanSquaredError` without a gradient, to the same bits.
///
/// Shapes: `predictions` and `targets` are `[rows, columns]`, `losses` is `[rows]`.
public func meanSquaredErrorLoss(
  predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
  losses: UnsafeMutablePointer<Float>
) {
  let input = LossRows(predictions: predictions, targets: targets, rows: rows, columns: columns)
  SquaredError().means(input, losses: losses)
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
