public import Engine

/// A metric that a closure computes, sample by sample.
///
/// ```swift
/// let largestError = MetricFunction("largest_error") { target, prediction in
///   prediction.indices.reduce(0) { max($0, abs(prediction[$1] - target[$1])) }
/// }
/// ```
///
/// The closure receives the target and the prediction of a sample; an integer label is one-hot
/// where the model has several outputs. It must depend only on its arguments. The metric is the
/// mean of its results.
public struct MetricFunction: BuiltInMetric {
  /// A function that returns a sample's metric.
  public typealias Function =
    @Sendable (_ target: Span<Float>, _ prediction: Span<Float>) -> Float

  /// The name in logs.
  public let name: String
  private let function: Function

  /// Creates a metric with a name.
  public init(_ name: String, _ function: @escaping Function) {
    self.name = name
    self.function = function
  }

  package var arguments: [String: ConfigurationValue] { ["name": .string(name)] }

  /// Nil: a closure does not say which results are better.
  package var direction: MetricDirection? { nil }

  package func operation(
    of output: Shape, labels: LabelKind
  ) throws(ModelError) -> any MetricOperation {
    MetricFunctionOperation(size: output.elementCount, function: function)
  }
}

/// Calls a closure for each row.
private struct MetricFunctionOperation: MetricOperation {
  /// The number of elements of one sample.
  let size: Int
  let function: MetricFunction.Function

  func evaluate(_ pass: MetricPass) {
    unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: size) { target in
      for row in 0..<pass.rows {
        for column in 0..<size {
          unsafe target.initializeElement(
            at: column, to: pass.targets.value(row: row, column: column, of: size))
        }
        unsafe pass.values[row] = function(
          Span(_unsafeElements: UnsafeBufferPointer(target)),
          Span(_unsafeStart: pass.predictions + row * size, count: size))
      }
    }
  }
}
