/// The loss and the metrics of each of a model's outputs.
package struct Objective {
  /// The loss of each output.
  package let losses: [any Loss]
  /// The weight of each output's loss in the total.
  package let lossWeights: [Float]
  /// The metrics of each output.
  package let metrics: [[any Metric]]

  /// Creates an objective from the losses of the outputs in order, and the metrics of each
  /// (default: none).
  package init(
    losses: [any Loss], lossWeights: [Float]? = nil, metrics: [[any Metric]]? = nil
  ) {
    self.losses = losses
    self.lossWeights = lossWeights ?? losses.map { _ in 1 }
    self.metrics = metrics ?? losses.map { _ in [] }
  }

  /// The number of sums over samples: one for each loss and metric.
  package var sumCount: Int { losses.count + metrics.joined().count }
}

extension Objective {
  /// - Throws: `ModelError.invalidValue` unless there is a loss and a weight for each output.
  package func check(_ graph: Graph) throws(ModelError) {
    let count = graph.outputs.count
    guard losses.count == count else {
      throw .invalidValue(
        of: "the number of losses", expected: "\(count), one for each output of the model",
        found: "\(losses.count)")
    }
    guard metrics.count == count else {
      throw .invalidValue(
        of: "the number of lists of metrics",
        expected: "\(count), one for each output of the model", found: "\(metrics.count)")
    }
    guard lossWeights.count == count, lossWeights.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      throw .invalidValue(
        of: "the loss weights", expected: "\(count) numbers from 0 up", found: "\(lossWeights)")
    }
  }

  /// The usual kind of labels of each loss.
  package var usualLabels: [LabelKind] {
    losses.map { loss in
      [LabelKind.oneHot, .integer, .dense].first { loss.targetForm(of: $0) != nil } ?? .dense
    }
  }
}
