import Foundation
import Lockstep
import Testing

@testable import Training

@Suite("evaluate and predict")
struct EvaluatorTests {
  /// More samples than a pass has rows, and a last pass that is not full.
  @Test(
    "agree: mean of -log p of the class, and the share of largest outputs",
    arguments: [1, 300])
  func plainLoop(count: Int) throws {
    let model = try SmallProblem.model()
    let (samples, labels) = (SmallProblem.samples(count), try SmallProblem.oneHot(count))
    try model.fit(samples, labels, verbose: .silent)
    let outputs = try model.predict(samples)
    #expect(outputs.count == count)
    var loss = 0.0
    var hits = 0
    for (index, output) in outputs.enumerated() {
      #expect(output.count == SmallProblem.classCount)
      // Four roundings of a softmax, each of at most half of 2^-23.
      #expect(abs(output.reduce(0, +) - 1) <= 2 * Float.ulpOfOne, "sample \(index): \(output)")
      loss -= log(Double(output[labels[index]]))
      if output.firstIndex(of: output.max() ?? 0) == labels[index] { hits += 1 }
    }
    let result = try model.evaluate(samples, labels, verbose: .silent)
    #expect(result.metrics["accuracy"] == Double(hits) / Double(count))
    // Both sides round in single precision: a few units of 2^-23 of a loss of about one.
    let expected = loss / Double(count)
    #expect(abs(result.loss - expected) < 1e-6, "found \(result.loss), expected \(expected)")
  }

  /// A rectifier may hide what is not a number.
  @Test("refuse to evaluate what is not finite, and predict it")
  func notFinite() throws {
    let model = try SmallProblem.model()
    var values = [Float](repeating: 0.25, count: 300 * 16)
    values[290 * 16 + 3] = .nan
    let samples = Samples(values: values, shape: [16])
    let labels = try SmallProblem.oneHot(300)
    let error = #expect(throws: (any Error).self) {
      try model.evaluate(samples, labels, verbose: .silent)
    }
    let text = error.map { "\($0)" }
    #expect(
      text == "element 3 of sample 290 to evaluate, counted from 0, is nan; expected finite numbers"
    )
    #expect(throws: (any Error).self) {
      try model.fit(
        samples[..<10], labels[..<10], validationData: (samples, labels), verbose: .silent)
    }
    #expect(try model.predict(samples).count == 300)
  }

  @Test("give a sample the same bits on its own as among others")
  func rowsAreIndependent() throws {
    let model = try SmallProblem.model()
    let samples = SmallProblem.samples(260)
    let together = try model.predict(samples)
    for index in [0, 1, 255, 256, 259] {
      let alone = try model.predict(samples[index..<index + 1])
      #expect(
        alone[0].map(\.bitPattern) == together[index].map(\.bitPattern), "sample \(index)")
    }
  }

  @Test("evaluate whatever batch size the bar has")
  func batchSize() throws {
    let model = try SmallProblem.model()
    let (samples, labels) = (SmallProblem.samples(50), try SmallProblem.oneHot(50))
    let usual = try model.evaluate(samples, labels, verbose: .silent)
    for batchSize in [1, 7, 1_000] {
      let other = try model.evaluate(samples, labels, batchSize: batchSize, verbose: .silent)
      #expect(other == usual, "batch size \(batchSize)")
    }
  }

  @Test("take less memory for long rows, and give the same outputs")
  func longRows() throws {
    let usual = try Evaluator.capacity(for: SmallProblem.model().graph())
    #expect(usual == 256)
    let long = Sequential([InputLayer(shape: [1 << 20]), Dense(2, activation: .softmax)])
    // 4 MiB a row, and a little more.
    #expect(try Evaluator.capacity(for: long.graph()) == 15)
    let samples = Samples(
      values: (0..<17 << 20).map { Float($0 % 251) / 251 - 0.5 }, shape: [1 << 20])
    let outputs = try long.predict(samples)
    for index in [0, 14, 15, 16] {
      #expect(try long.predict(samples[index..<index + 1]) == [outputs[index]])
    }
  }

  @Test("work before any training, with the first weights")
  func untrained() throws {
    let model = try SmallProblem.model()
    let result = try model.evaluate(
      SmallProblem.samples(40), SmallProblem.oneHot(40), verbose: .silent)
    #expect(result.loss > 0 && result.loss.isFinite)
    #expect(
      model.iterations == 0 && model.optimizerState == nil,
      "an evaluation must not change the model")
  }
}
