/// Computes the binary cross-entropy of logits of each row and its gradient.
///
/// `losses[r] = Σ (max(z, 0) - z * t + ln(1 + e^-|z|)) / columns` and
/// `gradient[r, j] = (sigmoid(z) - t) * (scales[r] / columns)`.
/// The row's sum adds columns 16 apart in order, then the 16 lanes in one fixed tree.
/// Source: Keras 3 on TensorFlow, `BinaryCrossentropy` from logits or over a sigmoid.
///
/// Shapes: `logits`, `targets` and `gradient` are `[rows, columns]`; `scales` and `losses` are
/// `[rows]`; `gradient` may be `logits`.
public func binaryCrossEntropy(
  logits: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
  scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
  gradient: UnsafeMutablePointer<Float>
) {
  let input = LossRows(predictions: logits, targets: targets, rows: rows, columns: columns)
  BinaryLogitsError().means(input, losses: losses)
  BinaryLogitsError().gradients(input, scales: scales, gradient: gradient)
}

/// Computes the losses of `binaryCrossEntropy` without a gradient, to the same bits.
///
/// Shapes: `logits` and `targets` are `[rows, columns]`, `losses` is `[rows]`.
public func binaryCrossEntropyLoss(
  logits: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
  losses: UnsafeMutablePointer<Float>
) {
  let input = LossRows(predictions: logits, targets: targets, rows: rows, columns: columns)
  BinaryLogitsError().means(input, losses: losses)
}

private struct BinaryLogitsError: ElementwiseLoss {
  @inline(__always)
  func value(_ logit: Vector, _ target: Vector) -> Vector {
    logit.rectified - logit * target + vectorLog1p(vectorExp(-logit.magnitudes))
  }

  @inline(__always)
  func derivative(_ logit: Vector, _ target: Vector) -> Vector {
    vectorSigmoid(logit) - target
  }
}
