import KernelInterface

extension CompiledKernels {
  package static func categoricalCrossEntropy(
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

  package static func categoricalCrossEntropyLoss(
    logits: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    losses: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      let offset = row &* columns
      losses[row] = rowLoss(logits + offset, targets + offset, columns, terms: nil).loss
    }
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
