/// Computes the binary cross-entropy of probabilities of each row and its gradient.
///
/// With `q` the probability `p` clipped to `[1e-7, 1 - 1e-7]`, as floats up to 1 - 2^-23:
/// `losses[r] = -Σ (t * ln q + (1 - t) * ln(1 - q)) / columns` and
/// `gradient[r, j] = (q - t) / (q * (1 - q)) * (scales[r] / columns)`, or 0 where `p` was clipped.
/// The row's sum adds columns 16 apart in order, then the 16 lanes in one fixed tree. Source: Keras
/// 3 on TensorFlow, `BinaryCrossentropy`.
///
/// Shapes: `probabilities`, `targets` and `gradient` are `[rows, columns]`; `scales` and `losses`
/// are `[rows]`; `gradient` may be `probabilities`.
public func binaryCrossEntropy(
  probabilities: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
  scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
  gradient: UnsafeMutablePointer<Float>
) {
  let input = LossRows(predictions: probabilities, targets: targets, rows: rows, columns: columns)
  BinaryError().means(input, losses: losses)
  BinaryError().gradients(input, scales: scales, gradient: gradient)
}

/// Computes the losses of `binaryCrossEntropy` without a gradient, to the same bits.
///
/// Shapes: `probabilities` and `targets` are `[rows, columns]`, `losses` is `[rows]`.
public func binaryCrossEntropyLoss(
  probabilities: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
  losses: UnsafeMutablePointer<Float>
) {
  let input = LossRows(predictions: probabilities, targets: targets, rows: rows, columns: columns)
  BinaryError().means(input, losses: losses)
}

private struct BinaryError: ElementwiseLoss {
  private var lowest: Vector { Vector(repeating: 1e-7) }
  private var highest: Vector { Vector(repeating: 1 - 0x1p-23) }

  /// Returns `p` clipped; NaN passes through.
  @inline(__always)
  private func clipped(_ prediction: Vector) -> Vector {
    let atMost = prediction.whereGreater(than: highest, highest, else: prediction)
    return lowest.whereGreater(than: prediction, lowest, else: atMost)
  }

  @inline(__always)
  func value(_ prediction: Vector, _ target: Vector) -> Vector {
    let one = Vector(repeating: 1)
    let q = clipped(prediction)
    return -(target * vectorLog(q) + (one - target) * vectorLog(one - q))
  }

  @inline(__always)
  func derivative(_ prediction: Vector, _ target: Vector) -> Vector {
    let q = clipped(prediction)
    let slope = (q - target) / (q * (Vector(repeating: 1) - q))
    let below = lowest.whereGreater(than: prediction, .zero, else: slope)
    return prediction.whereGreater(than: highest, .zero, else: below)
  }
}
