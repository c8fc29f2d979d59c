/// A number that is shown beside the loss: a mean over samples.
///
/// To add one, write a file in this folder with the metric and its operation, and list it in
/// `MetricRegistry`. Metrics ignore the samples' weights, as Keras's `metrics` do.
public protocol Metric: Sendable, Configurable, MetricChoice {
  /// What the number is called in logs: `categorical_accuracy`.
  var name: String { get }

  /// Whether outputs and the logits behind them give the same number, because only their order
  /// matters.
  var readsOrderOnly: Bool { get }

  /// The metric that this one is for outputs of a shape and labels of a kind.
  func resolved(for output: Shape, labels: LabelKind) -> any Metric

  /// What computes the metric on outputs of a shape.
  ///
  /// - Throws: `ModelError.metric` when the output or the labels do not fit.
  func operation(
    for output: Shape, labels: LabelKind
  ) throws(ModelError) -> any MetricOperation
}

extension Metric {
  /// The metric itself.
  public func chosenMetric() -> any Metric { self }

  /// The class's name in snake case.
  public var name: String { snakeCase(className) }

  /// Whether only the outputs' order matters: false, which is right for every metric.
  public var readsOrderOnly: Bool { false }

  /// The metric itself.
  public func resolved(for output: Shape, labels: LabelKind) -> any Metric { self }
}

/// A metric of each sample.
public protocol MetricOperation: Sendable {
  /// What a sample's value counts: a sample has a metric of `value / entriesPerSample`.
  ///
  /// So hits can be summed as whole numbers, which no order of summation can change.
  var entriesPerSample: Int { get }

  /// Writes each row's value.
  func evaluate(_ pass: MetricPass)
}

extension MetricOperation {
  /// One value a sample.
  public var entriesPerSample: Int { 1 }
}

/// What a metric sees of a pass; pointers are borrowed for the call.
@safe
public struct MetricPass {
  /// The number of samples.
  public let rows: Int
  /// The model's outputs row by row; or the logits behind them, for a metric that reads their order
  /// only.
  public let predictions: UnsafePointer<Float>
  /// What the model should answer.
  public let targets: TargetRows
  /// Where each row's value goes.
  public let values: UnsafeMutablePointer<Float>
}
