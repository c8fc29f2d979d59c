/// What is computed on each of a model's outputs: its loss, and metrics.
package struct Objective {
  /// The loss of each output.
  package let losses: [any Loss]
  /// What each output's loss is multiplied by in the total.
  package let lossWeights: [Float]
  /// What is shown beside the loss, of each output.
  package let metrics: [any Metric]

  /// Losses for the outputs in order, with the metrics of every output.
  package init(
    losses: [any Loss], lossWeights: [Float]? = nil, metrics: [any Metric] = []
  ) {
    self.losses = losses
    self.lossWeights = lossWeights ?? losses.map { _ in 1 }
    self.metrics = metrics
  }
}

extension Objective {
  /// - Throws: `ModelError.invalidValue` unless there is a loss and a weight for each output.
  func check(_ graph: Graph) throws(ModelError) {
    let count = graph.outputs.count
    guard losses.count == count else {
      throw .invalidValue(
        of: "the number of losses", expected: "\(count), one for each output of the model",
        found: "\(losses.count)")
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
