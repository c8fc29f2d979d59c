/// Computes the loss and the gradient of softmax and categorical cross-entropy with dense targets
/// at once.
///
/// For a row with targets `t` and softmax `p`:
/// `losses[r] = Σ t[j] * (ln Σ e^(z - max) - (z[j] - max))`, where targets of 0 add nothing, and
/// `gradient[r, j] = (p[j] - t[j]) * scales[r]`. So with targets that sum to `S` the loss is `S`
/// times as large, but the gradient is not. Sums add columns 16 apart in order, then the 16 lanes
/// in one fixed tree. Source: Keras 3 on TensorFlow, `CategoricalCrossentropy` from logits or over
/// a softmax.
///
/// Shapes: `logits`, `targets` and `gradient` are `[rows, columns]`, of which `gradient` overlaps
/// no other; `scales` and `losses` are `[rows]`.
public func categoricalCrossEntropy(
  logits: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
  scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
  gradient: UnsafeMutablePointer<Float>
) {
  for row in 0..<rows {
    let offset = row &* columns
    let output = gradient + offset
    let (loss, sum) = rowLoss(logits + offset, targets + offset, columns, terms: output)
    losses[row] = loss
    let (sums, scale) = (Vector(repeating: sum), Vector(repeating: scales[row]))
    @inline(__always)
    func derivative(_ term: Vector, _ target: Vector) -> Vector {
      (term / sums - target) * scale
    }
    mapVectors(output, targets + offset, into: output, count: columns, derivative)
  }
}

/// Computes the losses of `categoricalCrossEntropy` without a gradient, to the same bits.
///
/// Shapes: `logits` and `targets` are `[rows, columns]`, `losses` is `[rows]`.
public func categoricalCrossEntropyLoss(
  logits: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
  losses: UnsafeMutablePointer<Float>
) {
  for row in 0..<rows {
    let offset = row &* columns
    losses[row] = rowLoss(logits + offset, targets + offset, columns, terms: nil).loss
  }
}

/// Returns the loss of one row and the sum of its exponentials, which are written to `terms`.
@inline(__always)
private func rowLoss(
  _ logits: UnsafePointer<Float>, _ targets: UnsafePointer<Float>, _ columns: Int,
  terms: UnsafeMutablePointer<Float>?
) -> (loss: Float, sum: Float) {
  let maximum = rowMaximum(logits, columns)
  let sum = rowExponentials(logits, columns, maximum, into: terms)
  let logarithm = vectorLog(Vector(repeating: sum))
  var loss = Vector.zero
  forEachVector(columns) { i, lanes in
    let logit = Vector(loading: logits + i, first: lanes)
    let target = Vector(loading: targets + i, first: lanes)
    let term = target * (logarithm - (logit - Vector(repeating: maximum)))
    // Without this, a target of 0 with a logit of -inf would make the row NaN.
    loss += target.magnitudes.whereAtMost(.zero, .zero, else: term)
  }
  return (loss.laneSum, sum)
}
