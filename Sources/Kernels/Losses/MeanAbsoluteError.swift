/// Computes the mean absolute error of each row and its gradient.
///
/// `losses[r] = Σ |p - t| / columns` and `gradient[r, j]` is `scales[r] / columns` with the sign of
/// `p - t`, or 0 where they are equal.
/// The row's sum adds columns 16 apart in order, then the 16 lanes in one fixed tree.
/// Source: Keras 3, `MeanAbsoluteError`.
///
/// Shapes: `predictions`, `targets` and `gradient` are `[rows, columns]`; `scales` and `losses` are
/// `[rows]`; `gradient` may be `predictions`.
public func meanAbsoluteError(
  predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
  scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
  gradient: UnsafeMutablePointer<Float>
) {
  let input = LossRows(predictions: predictions, targets: targets, rows: rows, columns: columns)
  AbsoluteError().means(input, losses: losses)
  AbsoluteError().gradients(input, scales: scales, gradient: gradient)
}

/// Computes the losses of `meanAbsoluteError` without a gradient, to the same bits.
///
/// Shapes: `predictions` and `targets` are `[rows, columns]`, `losses` is `[rows]`.
public func meanAbsoluteErrorLoss(
  predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
  losses: UnsafeMutablePointer<Float>
) {
  let input = LossRows(predictions: predictions, targets: targets, rows: rows, columns: columns)
  AbsoluteError().means(input, losses: losses)
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
