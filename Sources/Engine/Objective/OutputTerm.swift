/// The loss and the metrics of one output, and the memory that they read and write.
@safe
final class OutputTerm {
  let targets: TargetBuffer
  /// The weight of the output's loss.
  let weight: Float
  let metrics: [any MetricOperation]
  private let loss: any LossOperation
  private let output: ProgramLayout.Output
  /// Whether the metrics read the bypassed activation's output.
  let needsActivation: Bool
  private let losses: Arena
  private let values: [Arena]
  private let scales: Arena
  private let scratch: Arena

  /// Creates the term of an output.
  ///
  /// - Throws: `ModelError.loss` or `ModelError.metric` when they do not support the output.
  init(
    _ output: ProgramLayout.Output, _ loss: any Loss, weight: Float, metrics: [any Metric],
    labels: LabelKind, capacity: Int
  ) throws(ModelError) {
    guard let form = loss.targetForm(of: labels) else {
      throw .loss(loss.identifier, expected: "labels of another kind", found: "\(labels)")
    }
    self.output = output
    self.weight = weight
    self.loss = try loss.operation(
      for: output.shape, form, onLogits: output.activation != nil)
    let resolved = metrics.map { metric in
      (metric as? any BuiltInMetric)?.resolved(for: output.shape, labels: labels) ?? metric
    }
    var operations: [any MetricOperation] = []
    for metric in resolved {
      operations.append(try metric.operation(for: output.shape, labels: labels))
    }
    self.metrics = operations
    needsActivation =
      output.activation != nil
      && resolved.contains { ($0 as? any BuiltInMetric)?.readsOrderOnly != true }
    targets = TargetBuffer(form, size: output.shape.elementCount, capacity: capacity)
    losses = Arena(count: capacity)
    scales = Arena(count: capacity)
    values = operations.map { _ in Arena(count: capacity) }
    scratch = Arena(count: self.loss.scratchCount(rows: capacity))
  }

  /// The offset of the gradient of the loss's input.
  var gradient: Int { output.gradient }

  /// The elements of one sample of the loss's input.
  var size: Int { output.shape.elementCount }

  /// Computes each row's loss.
  func evaluate(rows: Int, memory: UnsafeMutablePointer<Float>) {
    unsafe loss.evaluate(pass(rows, memory))
  }

  /// Computes each row's loss, and the gradient of its weighted contribution to the batch's mean.
  func differentiate(
    rows: Int, sampleWeights: UnsafePointer<Float>, batchSize: Int,
    memory: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      unsafe scales.base[row] = sampleWeights[row] * weight / Float(batchSize)
    }
    unsafe loss.differentiate(pass(rows, memory))
  }

  /// Computes each row's metrics.
  func measure(rows: Int, memory: UnsafeMutablePointer<Float>) {
    let predictions = needsActivation ? output.offset : output.predictions
    for (metric, values) in zip(metrics, values) {
      unsafe metric.evaluate(
        MetricPass(
          rows: rows, predictions: UnsafePointer(memory + predictions), targets: targets.rows,
          values: values.base))
    }
  }

  /// Adds up some rows' losses times their weights, and each of their metrics, in the rows' order.
  func add(
    _ rows: Range<Int>, sampleWeights: UnsafePointer<Float>,
    toLoss sum: UnsafeMutablePointer<Double>, toMetrics sums: UnsafeMutablePointer<Double>
  ) {
    for row in rows {
      unsafe sum.pointee += Double(sampleWeights[row]) * Double(losses.base[row])
    }
    for (index, values) in values.enumerated() {
      for row in rows { unsafe sums[index] += Double(values.base[row]) }
    }
  }

  private func pass(_ rows: Int, _ memory: UnsafeMutablePointer<Float>) -> LossPass {
    unsafe LossPass(
      rows: rows, scales: UnsafePointer(scales.base),
      predictions: UnsafePointer(memory + output.predictions), targets: targets.rows,
      losses: losses.base, gradient: memory + output.gradient, scratch: scratch.base)
  }
}
