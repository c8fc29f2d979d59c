import Engine
import Kernels
import Layers
import ModelTestSupport
import TestSupport
import Testing

/// Both cross-entropies over classes: the program gives them class indices, so they must agree.
@Suite("Cross-entropies over classes")
struct CategoricalCrossentropyOperationTests {
  private static let logitLosses: [any Loss] = [
    CategoricalCrossentropy(fromLogits: true), SparseCategoricalCrossentropy(fromLogits: true),
  ]
  private static let probabilityLosses: [any Loss] = [
    CategoricalCrossentropy(), SparseCategoricalCrossentropy(),
  ]

  /// The losses, hits of `rows` that the model leaves as they are.
  private func evaluate(
    _ loss: any Loss, rows: [[Float]], classes: [Int]
  ) throws -> (losses: [Float], hits: [Int]) {
    let model = Sequential { InputLayer(shape: [rows[0].count]) }
    return try ProgramRun(model, loss: loss, capacity: rows.count)
      .evaluate(Array(rows.joined()), classes: classes)
  }

  /// ln 4 for equal logits, and a row whose other classes weigh e^-100.
  @Test(arguments: [0, 1])
  func takesLogits(index: Int) throws {
    let (losses, hits) = try evaluate(
      Self.logitLosses[index], rows: [[7, 7, 7, 7], [0, 100, 0, 0], [100, 0, 0, 0]],
      classes: [2, 1, 3])
    let expected: [Float] = [1.386_294_4, 0, 100]
    for (found, wanted) in zip(losses, expected) {
      #expect(abs(found - wanted) <= 2 * max(wanted, 1).ulp, "\(found), expected \(wanted)")
    }
    #expect(hits == [0, 1, 0])
  }

  /// Probabilities are divided by their sum and kept 1e-7 from 0 and 1, as in Keras: at most
  /// 16.118, at least -log(1 - 1e-7) in single precision, 1.19e-7.
  @Test func dividesProbabilitiesByTheirSumAndClips() throws {
    let (losses, hits) = try evaluate(
      CategoricalCrossentropy(),
      rows: [[0.5, 0.25, 0.25], [2, 1, 1], [0, 0.5, 0.5], [1, 0, 0], [3, 0, 0]],
      classes: [0, 0, 0, 0, 1])
    let expected: [Float] = [0.693_147_2, 0.693_147_2, 16.118_096, 0x1p-23, 16.118_096]
    for (found, wanted) in zip(losses, expected) {
      #expect(abs(found - wanted) <= 2 * wanted.ulp, "\(found), expected \(wanted)")
    }
    #expect(hits == [1, 1, 0, 1, 0])
  }

  /// For integer labels Keras clips before it divides.
  @Test func clipsProbabilitiesOfIntegerLabelsBeforeItDivides() throws {
    let (losses, _) = try evaluate(
      SparseCategoricalCrossentropy(),
      rows: [[0.5, 0.25, 0.25], [2, 1, 1], [0, 0.5, 0.5], [3, 0, 0]], classes: [0, 0, 0, 1])
    // ln 2, ln 3, and ln((1 + 1e-7) / 1e-7) twice, the second time with one more clipped output.
    let expected: [Float] = [0.693_147_2, 1.098_612_3, 16.118_096, 16.118_096]
    for (found, wanted) in zip(losses, expected) {
      #expect(abs(found - wanted) <= 2 * wanted.ulp, "\(found), expected \(wanted)")
    }
  }

  /// The first of equal outputs counts, as in Keras's accuracy.
  @Test func countsAHitForTheFirstLargestOutput() throws {
    let rows: [[Float]] = [[0.2, 0.4, 0.4], [0.2, 0.4, 0.4], [0.4, 0.4, 0.2]]
    for loss in Self.logitLosses + Self.probabilityLosses {
      let hits = try evaluate(loss, rows: rows, classes: [1, 2, 1]).hits
      #expect(hits == [1, 0, 0], "\(loss)")
    }
  }

  /// Nothing is clipped behind a softmax: Keras takes its logits.
  @Test(arguments: [false, true])
  func takesTheLogitsBeforeASoftmax(fromLogits: Bool) throws {
    let model = Sequential { Activation(.softmax, inputShape: [3]) }
    let run = try ProgramRun(
      model, loss: SparseCategoricalCrossentropy(fromLogits: fromLogits), capacity: 2)
    let inputs: [Float] = [3, 40, 5, 2, 2, 2]
    let (losses, _) = try run.evaluate(inputs, classes: [0, 2])
    #expect(losses[0].bitPattern == Float(37).bitPattern)
    #expect(abs(losses[1] - 1.098_612_3) <= 2 * losses[1].ulp)
    let trained = try run.train(
      inputs, classes: [0, 2], leaves: leafRows(batchSize: 2), scale: 1)
    expectSameBits(trained.losses, losses, "losses with a gradient, in a model without parameters")
  }

  /// A softmax over rows of three says nothing about a distribution over six classes.
  @Test func takesNoLogitsBeforeASoftmaxOverOtherClasses() throws {
    let model = Sequential {
      Activation(.softmax, inputShape: [2, 3])
      Flatten()
    }
    let run = try ProgramRun(model, loss: .sparseCategoricalCrossentropy, capacity: 1)
    let (losses, _) = try run.evaluate([0, 0, 0, 0, 0, 0], classes: [4])
    let six: Float = 1.791_759_5
    #expect(abs(losses[0] - six) <= 2 * six.ulp, "\(losses[0]), expected ln 6")
    // Six equal logits have the same loss: tell them apart by rows that are not alike.
    let (uneven, _) = try run.evaluate([9, 0, 0, 0, 0, 0], classes: [4])
    #expect(abs(uneven[0] - six) <= 2 * six.ulp, "\(uneven[0]), expected ln 6")
  }

  @Test func saysWhichLabelsItTakes() {
    let kinds: [LabelKind] = [.integer, .oneHot, .dense]
    #expect(
      kinds.map(CategoricalCrossentropy().targetForm(of:)) == [nil, .classes, .values])
    #expect(kinds.map(SparseCategoricalCrossentropy().targetForm(of:)) == [.classes, nil, nil])
    #expect(CategoricalCrossentropy().identifier == "categorical_crossentropy")
    #expect(SparseCategoricalCrossentropy().identifier == "sparse_categorical_crossentropy")
  }
}
