import FileFormats
import Foundation
import Lockstep
import Testing

/// Small trainings against the same ones by Keras in double precision.
@Suite("trainings and Keras's")
struct ReferenceTests {
  @Test("are there for every loss, optimizer, schedule, layer and activation")
  func cases() {
    #expect(ReferenceCase.names.count >= 141)
    for kind in ["loss", "optimizer", "schedule", "clip", "layer", "activation", "graph", "metric"]
    {
      #expect(ReferenceCase.names.contains { $0.hasPrefix(kind + "_") }, "\(kind)")
    }
  }

  /// Losses within 1e-5 of Keras's, or of their size; weights within 1e-4 of the largest.
  @Test(
    "give the same losses, weights, history, evaluation and predictions",
    arguments: ReferenceCase.names)
  func trajectory(name: String) throws {
    let reference = try ReferenceCase(name)
    let model = try reference.model()
    let data = try reference.data()
    let recorder = LossRecorder()
    let epochs = try reference.integer("epochs")
    let trainer = try Trainer(
      model, on: data,
      options: TrainingOptions(
        epochs: epochs, batchSize: reference.integer("batch_size"), shuffle: false),
      progress: TrainingProgress(), callbacks: [recorder], in: .solo)
    let history = try trainer.train()

    let losses = try reference.numbers("losses")
    #expect(recorder.losses.count == losses.count)
    for (step, (found, expected)) in zip(recorder.losses, losses).enumerated() {
      expectNear(found, expected, "loss of step \(step + 1)")
    }
    try expectWeights(model, reference)
    for (key, values) in try reference.tensors("history") where Self.isComparable(key) {
      #expect(history[key].count == epochs, "history of \(key)")
      for (found, expected) in zip(history[key], values) {
        expectNear(found, expected, "history of \(key)")
      }
    }
    try expectEvaluation(model, reference, "evaluate", weighted: false)
    if reference["evaluate_weighted"] != nil {
      try expectEvaluation(model, reference, "evaluate_weighted", weighted: true)
    }
    try expectPredictions(model, reference, data)
  }

  /// Of several outputs Keras shows the mean of the batches' losses, whatever the batches' sizes;
  /// here it is the mean over samples, so that the parts add up to the total.
  private static func isComparable(_ name: String) -> Bool { !name.hasSuffix("_loss") }

  private func expectWeights(_ model: Model, _ reference: ReferenceCase) throws {
    let expected = try reference.tensors("final_weights")
    let largest = expected.values.joined().reduce(0) { max($0, abs($1)) }
    let found = try model.weights()
    #expect(found.map(\.name).sorted() == expected.keys.sorted())
    for (name, _, values) in found {
      let wanted = try #require(expected[name], "\(name)")
      try #require(wanted.count == values.count, "\(name)")
      for index in values.indices
      where !(abs(Double(values[index]) - wanted[index]) <= 1e-4 * largest) {
        Issue.record("\(name)[\(index)]: \(values[index]), not \(wanted[index])")
        return
      }
    }
  }

  private func expectEvaluation(
    _ model: Model, _ reference: ReferenceCase, _ key: String, weighted: Bool
  ) throws {
    let data = try reference.data(weighted: weighted)
    let found = try model.evaluate(
      data.samples, data.labels, sampleWeight: data.weights, verbose: .silent)
    for (name, expected) in try reference.table(key) where Self.isComparable(name) {
      let value = name == "loss" ? found.loss : found.metrics[name]
      expectNear(try #require(value, "\(name)"), expected, "\(key) \(name)")
    }
  }

  private func expectPredictions(
    _ model: Model, _ reference: ReferenceCase, _ data: TrainingData
  ) throws {
    let found = try model.predict(data.samples.map { $0.prefix(4) })
    let expected = try #require(reference["predict"]?.arrayValue)
    try #require(found.count == expected.count)
    for (output, rows) in expected.enumerated() {
      for (row, values) in (rows.arrayValue ?? []).enumerated() {
        let wanted = (values.arrayValue ?? [values]).compactMap(\.numberValue)
        for (column, value) in wanted.enumerated() {
          expectNear(
            Double(found[output][row][column]), value, "output \(output) of sample \(row)",
            tolerance: 1e-4)
        }
      }
    }
  }

  private func expectNear(
    _ found: Double, _ expected: Double, _ what: String, tolerance: Double = 1e-5,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      abs(found - expected) <= tolerance * max(1, abs(expected)),
      "\(what): \(found), not \(expected)", sourceLocation: sourceLocation)
  }
}

/// Writes down each batch's loss.
private final class LossRecorder: Callback {
  private(set) var losses: [Double] = []

  func stepEnded(_ report: BatchReport, of run: RunContext) { losses.append(report.loss) }
}
