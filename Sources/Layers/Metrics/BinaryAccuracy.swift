public import Engine

/// The fraction of outputs on the correct side of a threshold.
///
/// An output above the threshold predicts 1, otherwise 0; it is correct where it equals its label,
/// so soft labels never match. Source: Keras 3, `BinaryAccuracy`.
public struct BinaryAccuracy: BuiltInMetric {
  /// The threshold above which an output predicts 1.
  package var threshold: Float

  /// Creates the metric with Keras's threshold.
  public init(threshold: Float = 0.5) {
    self.threshold = threshold
  }

  package var arguments: [String: ConfigurationValue] { ["threshold": .exact(threshold)] }

  package func mostHits(of output: Shape) -> Int? { output.elementCount }

  package func operation(
    of output: Shape, labels: LabelKind
  ) throws(ModelError) -> any MetricOperation {
    guard threshold > 0, threshold < 1 else {
      throw .metric(name, expected: "a threshold between 0 and 1", found: "\(threshold)")
    }
    return BinaryAccuracyOperation(size: output.elementCount, threshold: threshold)
  }
}

extension MetricChoice where Self == BinaryAccuracy {
  /// The fraction of outputs on the correct side of one half.
  public static var binaryAccuracy: BinaryAccuracy { BinaryAccuracy() }
}

/// The count of a row's correct outputs.
private struct BinaryAccuracyOperation: MetricOperation {
  let size: Int
  let threshold: Float

  var entriesPerSample: Int { size }

  func evaluate(_ pass: MetricPass) {
    for row in 0..<pass.rows {
      var hits = 0
      for column in 0..<size {
        let output = unsafe pass.predictions[row * size + column]
        let answer: Float = output > threshold ? 1 : 0
        // NaN is on neither side.
        if !output.isNaN, pass.targets.value(row: row, column: column, of: size) == answer {
          hits += 1
        }
      }
      unsafe pass.values[row] = Float(hits)
    }
  }
}
