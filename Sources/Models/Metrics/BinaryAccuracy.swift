public import FileFormats

/// The share of outputs on the right side of a threshold, each by itself.
///
/// An output above the threshold answers 1, else 0; it is right where it equals its label, so soft
/// labels never are. Source: Keras 3, `BinaryAccuracy`.
public struct BinaryAccuracy: Metric {
  /// What an output must be above to answer 1.
  public var threshold: Float

  /// The metric with Keras's threshold.
  public init(threshold: Float = 0.5) {
    self.threshold = threshold
  }

  /// The class's name in Keras.
  public var className: String { "BinaryAccuracy" }

  /// The arguments in Keras's words.
  public var configuration: [String: JSON] { ["threshold": .exact(threshold)] }

  /// What computes the metric.
  public func operation(
    for output: Shape, labels: LabelKind
  ) throws(ModelError) -> any MetricOperation {
    guard threshold > 0, threshold < 1 else {
      throw .metric(name, expected: "a threshold between 0 and 1", found: "\(threshold)")
    }
    return BinaryAccuracyOperation(size: output.elementCount, threshold: threshold)
  }
}

extension Metric where Self == BinaryAccuracy {
  /// The share of outputs on the right side of one half.
  public static var binaryAccuracy: BinaryAccuracy { BinaryAccuracy() }
}

/// Counts a row's right outputs.
private struct BinaryAccuracyOperation: MetricOperation {
  let size: Int
  let threshold: Float

  var entriesPerSample: Int { size }

  func evaluate(_ pass: MetricPass) {
    for row in 0..<pass.rows {
      var hits = 0
      for column in 0..<size {
        let answer: Float = unsafe pass.predictions[row * size + column] > threshold ? 1 : 0
        if pass.targets.value(row: row, column: column, of: size) == answer { hits += 1 }
      }
      unsafe pass.values[row] = Float(hits)
    }
  }
}

extension TargetRows {
  /// A row's target for one of `size` outputs, whichever form the targets have.
  public func value(row: Int, column: Int, of size: Int) -> Float {
    switch form {
    case .values: unsafe values[row * size + column]
    case .classes:
      // A class over one output is its own target: 0 or 1.
      unsafe size == 1 ? Float(classes[row]) : Int(classes[row]) == column ? 1 : 0
    }
  }

  /// A row's class among `size`: the first largest target.
  public func classIndex(row: Int, of size: Int) -> Int {
    switch form {
    case .classes: unsafe Int(classes[row])
    case .values: unsafe firstMaximum(values + row * size, size)
    }
  }
}

/// The place of the first largest of `count` numbers, from which NaN is left out; 0 if there is none.
func firstMaximum(_ values: UnsafePointer<Float>, _ count: Int) -> Int {
  var best = 0
  for place in 1..<max(count, 1) {
    // Nothing is larger than a NaN in the first place.
    if unsafe values[place] > values[best] || (values[best].isNaN && !values[place].isNaN) {
      best = place
    }
  }
  return best
}
