import Engine
import Layers
import ModelTestSupport
import Testing

/// A model with branches: what gradients are checked of, and compared on several ranks.
struct GraphCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  /// The outputs' losses.
  let losses: [any Loss]
  /// What the losses are multiplied by.
  let lossWeights: [Float]?
  /// What the outputs should be.
  let answers: [Answers]?
  let make: @Sendable () throws -> Model

  init(
    _ description: String,
    losses: [any Loss] = [SparseCategoricalCrossentropy(fromLogits: true)],
    lossWeights: [Float]? = nil, answers: [Answers]? = nil,
    make: @escaping @Sendable () throws -> Model
  ) {
    testDescription = description
    self.losses = losses
    self.lossWeights = lossWeights
    self.answers = answers
    self.make = make
  }

  /// What is checked, with samples of different weights.
  var options: GradientCheck.Options {
    GradientCheck.Options(lossWeights: lossWeights, answers: answers, hasSampleWeights: true)
  }

  /// How labels are written.
  var labels: [LabelKind] { (answers ?? losses.map(Answers.init(for:))).map(\.labels) }
}
