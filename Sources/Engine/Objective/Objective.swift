/// What is computed on each of a model's outputs: its loss, and metrics.
package struct Objective {
  /// The loss of each output.
  package let losses: [any Loss]
  /// What each output's loss is multiplied by in the total.
  package let lossWeights: [Float]
  /// What is shown beside the loss, for each output.
  package let metrics: [[any Metric]]

  /// Losses for the outputs in order, with the metrics of each; none unless given.
  package init(
    losses: [any Loss], lossWeights: [Float]? = nil, metrics: [[any Metric]]? = nil
  ) {
    self.losses = losses
    self.lossWeights = lossWeights ?? losses.map { _ in 1 }
    self.metrics = metrics ?? losses.map { _ in [] }
  }

  /// The number of sums that losses and metrics are means of.
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

  /// A kind of labels that each loss takes: the one that it was made for.
  package var usualLabels: [LabelKind] {
    losses.map { loss in
      [LabelKind.oneHot, .integer, .dense].first { loss.targetForm(of: $0) != nil } ?? .dense
    }
  }
}
