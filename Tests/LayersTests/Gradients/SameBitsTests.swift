import Engine
import Layers
import ModelTestSupport
import TestSupport
import Testing

/// A sum's bits depend on its order, which must not depend on who computes which leaves.
@Suite("Same bits")
struct SameBitsTests {
  /// Ranks' leaves: halves, three ranks, five of which some have one leaf, and each leaf by itself,
  /// whose sums the tree then adds up.
  private static let cuts = [
    [0..<4, 4..<8], [0..<3, 3..<6, 6..<8], [0..<2, 2..<4, 4..<5, 5..<7, 7..<8],
    (0..<8).map { $0..<$0 + 1 },
  ]

  /// Two samples a leaf, one or two, and mostly empty leaves.
  private static let batchSizes = [16, 13, 3]

  private let draws = SampleDraws(seed: 8, epoch: 1, firstSample: 64)

  /// Compares the gradient, the averages and every sample's losses.
  private func expectSameBits(
    _ model: Model, _ losses: [any Loss], _ options: GradientCheck.Options, labels: [LabelKind]
  ) throws {
    let answers = options.answers ?? losses.map(Answers.init(for:))
    for batchSize in Self.batchSizes {
      var options = options
      options.rows = batchSize
      var single = try ProgramRun(
        model, Objective(losses: losses, lossWeights: options.lossWeights), labels: labels,
        capacity: batchSize)
      single.randomizeWeights(seed: 560)
      single.randomizeVariables(seed: 561)
      let batch = try Batch(model.graph(), answers, options, seed: 562)
      let run = ShardedRun(single)
      let alone = try run.train(batch, shards: [0..<8], draws: draws)
      for shards in Self.cuts {
        let what = "batch of \(batchSize) on \(shards.count) ranks"
        let joined = try run.train(batch, shards: shards, draws: draws)
        expectSameParameters(single, joined.gradient, alone.gradient, what)
        for (rank, variables) in joined.variables.enumerated() {
          TestSupport.expectSameBits(
            variables, alone.variables[0], "averages of rank \(rank), \(what)")
        }
        #expect(joined.scores == alone.scores, "losses, \(what)")
      }
    }
  }

  @Test("come from any number of ranks, for every layer", arguments: LayerCase.all)
  func layers(test: LayerCase) throws {
    try expectSameBits(
      test.model(), [SparseCategoricalCrossentropy(fromLogits: true)], .init(),
      labels: [.integer])
  }

  @Test("come from any number of ranks, for every graph", arguments: GraphCase.all)
  func graphs(test: GraphCase) throws {
    try expectSameBits(test.make(), test.losses, test.options, labels: test.labels)
  }

  @Test("come from any number of ranks, for every loss with weights", arguments: LossCase.all)
  func losses(test: LossCase) throws {
    try expectSameBits(
      test.model(), [test.loss], .init(answers: [test.answers], hasSampleWeights: true),
      labels: [test.answers.labels])
  }
}

/// What a row gives must not depend on the rows beside it, nor on how much room there is.
@Suite("Rows by themselves")
struct RowsByThemselvesTests {
  private func expectSameRows(
    _ model: Model, _ losses: [any Loss], _ options: GradientCheck.Options, labels: [LabelKind]
  ) throws {
    let answers = options.answers ?? losses.map(Answers.init(for:))
    let objective = Objective(
      losses: losses, lossWeights: options.lossWeights,
      metrics: losses.map { _ in [.accuracy] })
    var whole = try ProgramRun(model, objective, labels: labels, capacity: options.rows)
    whole.randomizeWeights(seed: 570)
    whole.randomizeVariables(seed: 571)
    let batch = try Batch(model.graph(), answers, options, seed: 572)
    let outputs = try whole.predict(batch.inputs, rows: batch.rows)
    let scores = try whole.evaluate(batch)
    for rowsAtOnce in [1, 2, 7] {
      for capacity in [rowsAtOnce, 17] {
        let part = ProgramRun(
          try Program(model.graph(), objective, labels: labels, capacity: capacity),
          weights: whole.weights, variables: whole.variables)
        for start in stride(from: 0, to: batch.rows, by: rowsAtOnce) {
          let rows = start..<min(start + rowsAtOnce, batch.rows)
          let found = try part.predict(batch[rows].inputs, rows: rows.count)
          for (index, values) in found.enumerated() {
            let size = outputs[index].count / batch.rows
            expectSameBits(
              values, Array(outputs[index][rows.lowerBound * size..<rows.upperBound * size]),
              "output \(index) of rows \(rows)")
          }
          let some = try part.evaluate(batch[rows])
          #expect(some == Array(scores[rows]), "losses and hits of rows \(rows)")
        }
      }
    }
  }

  @Test("give the same bits, for every layer", arguments: LayerCase.all)
  func layers(test: LayerCase) throws {
    try expectSameRows(
      test.model(), [SparseCategoricalCrossentropy(fromLogits: true)], .init(),
      labels: [.integer])
  }

  @Test("give the same bits, for every graph", arguments: GraphCase.all)
  func graphs(test: GraphCase) throws {
    try expectSameRows(test.make(), test.losses, test.options, labels: test.labels)
  }

  @Test("give the same bits, for every loss", arguments: LossCase.all)
  func losses(test: LossCase) throws {
    try expectSameRows(
      test.model(), [test.loss], .init(answers: [test.answers], hasSampleWeights: true),
      labels: [test.answers.labels])
  }
}
