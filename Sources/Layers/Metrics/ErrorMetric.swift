public import Engine

/// `MeanAbsoluteError` or `MeanSquaredError` as a metric: the mean over a sample's outputs of
/// `|p - y|` or `(p - y)²`.
///
/// Source: Keras 3, the metrics of these names.
package struct ErrorMetric: BuiltInMetric {
  /// The errors whose mean is reported.
  package enum Kind: String, Sendable {
    /// `|p - y|`.
    case absolute = "MeanAbsoluteError"
    /// `(p - y)²`.
    case squared = "MeanSquaredError"
  }

  private let kind: Kind

  /// Creates the metric.
  package init(_ kind: Kind) { self.kind = kind }

  /// Keras's class, which a loss has too.
  package var className: String { kind.rawValue }

  package var direction: MetricDirection? { .down }

  package func operation(
    of output: Shape, labels: LabelKind
  ) throws(ModelError) -> any MetricOperation {
    guard labels != .integer || output.elementCount == 1 else {
      throw .metric(name, expected: "labels of the output's shape", found: "integer labels")
    }
    return ErrorOperation(size: output.elementCount, kind: kind)
  }
}

extension MeanAbsoluteError: MetricChoice {}
extension MeanSquaredError: MetricChoice {}

/// The mean error of each row.
private struct ErrorOperation: MetricOperation {
  let size: Int
  let kind: ErrorMetric.Kind

  func evaluate(_ pass: MetricPass) {
    for row in 0..<pass.rows {
      var sum = 0.0
      for column in 0..<size {
        let error =
          unsafe pass.predictions[row * size + column]
          - pass.targets.value(row: row, column: column, of: size)
        sum += Double(kind == .absolute ? abs(error) : error * error)
      }
      unsafe pass.values[row] = Float(sum / Double(size))
    }
  }
}
