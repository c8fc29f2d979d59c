/// Computes the loss and the gradient of softmax and categorical cross-entropy at once.
///
/// For row `r` of class `c`, with `p` its softmax: `losses[r] = ln Σ e^(z - max) - (z[c] - max)`,
/// `gradient[r, j] = (p[j] - (j == c ? 1 : 0)) * scale`, and `hits[r]` is 1 if the first greatest
/// logit of the row is that of class `c`, else 0. Source: Keras 3, categorical cross-entropy from
/// logits.
///
/// Shapes: `logits` and `gradient` are `[rows, columns]` and do not overlap; `classes`, `losses` and
/// `hits` are `[rows]`, each class from 0 to before `columns`.
public func softmaxCrossEntropy(
  logits: UnsafePointer<Float>, classes: UnsafePointer<Int32>, rows: Int, columns: Int,
  scale: Float, losses: UnsafeMutablePointer<Float>, hits: UnsafeMutablePointer<Int32>,
  gradient: UnsafeMutablePointer<Float>
) {
  let scales = Vector(repeating: scale)
  for row in 0..<rows {
    let output = gradient + row &* columns
    let outcome = rowOutcome(
      logits + row &* columns, columns, class: Int(classes[row]), terms: output)
    losses[row] = outcome.loss
    hits[row] = outcome.hit

    let sum = Vector(repeating: outcome.sum)
    let target = Int(classes[row])
    let numerator = output[target]
    forEachVector(columns) { i, lanes in
      let probabilities = Vector(loading: output + i, first: lanes) / sum
      (probabilities * scales).store(to: output + i, first: lanes)
    }
    output[target] = (numerator / outcome.sum - 1) * scale
  }
}

/// Computes the losses and hits of `softmaxCrossEntropy` without a gradient, to the same bits.
///
/// Shapes: `logits` is `[rows, columns]`; `classes`, `losses` and `hits` are `[rows]`, each class
/// from 0 to before `columns`.
public func softmaxCrossEntropyLoss(
  logits: UnsafePointer<Float>, classes: UnsafePointer<Int32>, rows: Int, columns: Int,
  losses: UnsafeMutablePointer<Float>, hits: UnsafeMutablePointer<Int32>
) {
  for row in 0..<rows {
    let outcome = rowOutcome(
      logits + row &* columns, columns, class: Int(classes[row]), terms: nil)
    losses[row] = outcome.loss
    hits[row] = outcome.hit
  }
}

/// The loss and hit of one row, and the sum of its exponentials, which go to `terms`.
@inline(__always)
private func rowOutcome(
  _ logits: UnsafePointer<Float>, _ columns: Int, class target: Int,
  terms: UnsafeMutablePointer<Float>?
) -> (loss: Float, hit: Int32, sum: Float) {
  let maximum = rowMaximum(logits, columns)
  let sum = rowExponentials(logits, columns, maximum, into: terms)
  let logarithm = vectorLog(Vector(repeating: sum))[0]
  let loss = logarithm - (logits[target] - maximum)

  var hit: Int32 = logits[target] == maximum ? 1 : 0
  if hit == 1 {
    // An earlier logit as great is the first greatest one.
    for earlier in 0..<target where logits[earlier] == maximum {
      hit = 0
    }
  }
  return (loss, hit, sum)
}
