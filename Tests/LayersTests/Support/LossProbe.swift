import Engine
import Layers
import ModelTestSupport
import Testing

/// A loss on outputs of the test's choosing, with its gradient.
///
/// The outputs are the rows of a dense kernel, each picked by a sample with a single one; so the
/// kernel's gradient is the outputs'.
struct LossProbe {
  /// What each sample's loss is, its weight left out.
  let losses: [Float]
  /// The gradient of each sample's weighted loss with respect to its outputs, or to the logits
  /// before the activation.
  let gradients: [[Float]]

  init(
    _ loss: any Loss, _ outputs: [[Float]], _ targets: Batch.Targets, _ labels: LabelKind,
    behind activation: ActivationFunction = .linear, weights: [Float]? = nil
  ) throws {
    let (count, size) = (outputs.count, outputs[0].count)
    let model = Sequential {
      Dense(size, activation: activation, useBias: false, inputShape: [count])
    }
    var run = try ProgramRun(
      model, Objective(losses: [loss]), labels: [labels], capacity: count)
    run.weights.replaceSubrange(
      run.program.parameterSpace.parameters[0].range, with: outputs.joined())
    let inputs = (0..<count * count).map { $0 / count == $0 % count ? Float(1) : 0 }
    var batch = Batch(
      inputs: [inputs], targets: [targets], weights: [Float](repeating: 1, count: count))
    losses = try run.evaluate(batch).map { Float($0[0]) }
    // The gradient is that of the mean: the count takes its divisor away.
    batch.weights = (0..<count).map { Float(count) * (weights?[$0] ?? 1) }
    let blocks = try run.train(
      batch, leaves: leafRows(batchSize: count), batchSize: count
    ).blocks
    let gradient = run.parameters(of: blocks[0])[0]
    gradients = (0..<count).map { Array(gradient[$0 * size..<($0 + 1) * size]) }
  }
}

/// Expects numbers within a few ulp, 0 and NaN as they are.
func expectClose(
  _ found: [Float], _ expected: [Double], ulps: Float = 4, _ what: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, sourceLocation: sourceLocation)
  for (index, (value, wanted)) in zip(found, expected).enumerated() {
    let isClose =
      wanted.isNaN
      ? value.isNaN : abs(Double(value) - wanted) <= Double(ulps * Float(wanted).ulp)
    #expect(
      isClose, "\(what()), element \(index): \(value), expected \(wanted)",
      sourceLocation: sourceLocation)
  }
}
