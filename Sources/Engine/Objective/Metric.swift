/// A number reported beside the loss: a mean over samples.
///
/// To add one, write a file in this folder with the metric and its operation, and list it in
/// `MetricRegistry`. Metrics ignore the samples' weights, as Keras's `metrics` do.
public protocol Metric: Sendable, Configurable, MetricChoice {
  /// The name in logs: `categorical_accuracy`.
  var name: String { get }

  /// Returns the operation that computes the metric on outputs of a shape.
  ///
  /// - Throws: `ModelError.metric` when it does not support the output or the labels.
  func operation(
    for output: Shape, labels: LabelKind
  ) throws(ModelError) -> any MetricOperation
}

extension Metric {
  /// The class's name in snake case.
  public var name: String { snakeCase(className) }
}

/// The direction in which a metric improves.
package enum MetricDirection: Sendable {
  /// Higher is better.
  case up
  /// Lower is better.
  case down
}

/// A metric computed for each sample.
public protocol MetricOperation: Sendable {
  /// The divisor of a sample's value: the sample's metric is `value / entriesPerSample`.
  ///
  /// So hits are summed as integers, exactly in any order.
  var entriesPerSample: Int { get }

  /// Writes each row's value.
  func evaluate(_ pass: MetricPass)
}

extension MetricOperation {
  /// 1: the value is the metric.
  public var entriesPerSample: Int { 1 }
}

/// The operands of a metric in one pass; pointers are borrowed for the call.
@safe
public struct MetricPass {
  /// The number of samples.
  public let rows: Int
  /// The model's outputs, row by row; or the logits, for a metric that reads only their order.
  public let predictions: UnsafePointer<Float>
  /// The labels.
  public let targets: TargetRows
  /// The destination of each row's value.
  public let values: UnsafeMutablePointer<Float>
}
