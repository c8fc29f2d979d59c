import KernelInterface

extension CompiledKernels {
  package static func softmaxCrossEntropy(
    logits: UnsafePointer<Float>, classes: UnsafePointer<Int32>, rows: Int, columns: Int,
    scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      let output = gradient + row &* columns
      let outcome = rowOutcome(
        logits + row &* columns, columns, class: Int(classes[row]), terms: output)
      losses[row] = outcome.loss

      let (sum, scale) = (Vector(repeating: outcome.sum), Vector(repeating: scales[row]))
      let target = Int(classes[row])
      let numerator = output[target]
      forEachVector(columns) { i, lanes in
        let probabilities = Vector(loading: output + i, first: lanes) / sum
        (probabilities * scale).store(to: output + i, first: lanes)
      }
      output[target] = (numerator / outcome.sum - 1) * scales[row]
    }
  }

  package static func softmaxCrossEntropyLoss(
    logits: UnsafePointer<Float>, classes: UnsafePointer<Int32>, rows: Int, columns: Int,
    losses: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      let outcome = rowOutcome(
        logits + row &* columns, columns, class: Int(classes[row]), terms: nil)
      losses[row] = outcome.loss
    }
  }
}

/// Returns the loss of one row, and the sum of its exponentials, which are written to `terms`.
@inline(__always)
private func rowOutcome(
  _ logits: UnsafePointer<Float>, _ columns: Int, class target: Int,
  terms: UnsafeMutablePointer<Float>?
) -> (loss: Float, sum: Float) {
  let maximum = rowMaximum(logits, columns)
  let sum = rowExponentials(logits, columns, maximum, into: terms)
  let logarithm = vectorLog(Vector(repeating: sum))[0]
  return (logarithm - (logits[target] - maximum), sum)
}
