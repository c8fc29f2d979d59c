import Models
import Testing

/// Networks that put operations in place, on top of each other, and apart: whatever the layout
/// decides, values and gradients must be those of the plain loops.
@Suite("ProgramLayout")
struct ProgramLayoutTests {
  static let networks = [
    PlainNetwork(
      name: "the tutorial's shape", inputShape: [9],
      layers: [.dense(17, .relu), .dense(10, .softmax)]),
    PlainNetwork(name: "one linear layer", inputShape: [5], layers: [.dense(4)], fromLogits: true),
    PlainNetwork(
      name: "logits behind a rectifier", inputShape: [6], layers: [.dense(8, .relu), .dense(3)],
      fromLogits: true),
    PlainNetwork(
      name: "softmax as a layer on a rectifying one", inputShape: [6],
      layers: [.dense(7, .relu), .activation(.softmax)]),
    PlainNetwork(
      name: "rectifier and softmax as layers", inputShape: [6],
      layers: [.dense(7), .activation(.relu), .activation(.softmax)]),
    PlainNetwork(
      name: "a rectifier twice", inputShape: [6],
      layers: [.dense(7, .relu), .activation(.relu), .dense(4, .softmax)]),
    PlainNetwork(
      name: "softmax in the middle", inputShape: [6],
      layers: [.dense(18, .softmax), .dense(5, .softmax)]),
    PlainNetwork(
      name: "softmax on softmax", inputShape: [6],
      layers: [.dense(5), .activation(.softmax), .activation(.softmax), .dense(4, .softmax)]),
    PlainNetwork(
      name: "softmax under cross-entropy's own", inputShape: [6],
      layers: [.dense(5, .softmax), .activation(.softmax)]),
    PlainNetwork(
      name: "flattened rows", inputShape: [3, 4],
      layers: [.flatten, .dense(5, .relu), .dense(3, .softmax)]),
    PlainNetwork(
      name: "softmax over rows, then flattened", inputShape: [3, 4],
      layers: [.activation(.softmax), .flatten, .dense(3, .softmax)]),
    PlainNetwork(
      name: "flattened in the middle", inputShape: [4],
      layers: [.dense(5), .flatten, .activation(.relu), .flatten, .dense(3, .softmax)]),
    PlainNetwork(
      name: "without biases", inputShape: [6],
      layers: [.dense(7, .relu, bias: false), .dense(4, .softmax, bias: false)]),
    PlainNetwork(
      name: "linear activations", inputShape: [6],
      layers: [.activation(.linear), .dense(4, .linear), .activation(.linear), .dense(3)],
      fromLogits: true),
    PlainNetwork(
      name: "outputs that are no distribution", inputShape: [6],
      layers: [.activation(.softmax), .dense(7, .relu), .dense(4, .relu)],
      hasPositiveWeights: true),
    PlainNetwork(
      name: "a rectifier behind linear outputs that are no distribution", inputShape: [6],
      layers: [.activation(.softmax), .dense(4), .activation(.relu)], hasPositiveWeights: true),
  ]

  @Test(arguments: networks)
  func givesTheGradientsOfCentralDifferences(network: PlainNetwork) throws {
    let losses: [any Loss] = [
      SparseCategoricalCrossentropy(fromLogits: network.fromLogits),
      CategoricalCrossentropy(fromLogits: network.fromLogits),
    ]
    for loss in losses {
      let mismatch = try GradientCheck.mismatch(network.model(), network, loss: loss, seed: 70)
      #expect(mismatch == nil, "\(network.name), \(loss.identifier)")
    }
  }

  /// Tolerance: outputs and losses of size 1 to 10 behind at most 40 roundings of 6e-8.
  @Test(arguments: networks)
  func givesTheOutputsAndLossesOfPlainLoops(network: PlainNetwork) throws {
    let rows = 7
    var run = try ProgramRun(
      network.model(), loss: SparseCategoricalCrossentropy(fromLogits: network.fromLogits),
      capacity: 10)
    run.randomizeWeights(seed: 80, positive: network.hasPositiveWeights)
    var samples = SampleValues(seed: 81)
    let inputs = samples.floats(rows * network.inputCount)
    let classes = samples.classes(rows, of: network.classCount)
    let outputs = try run.predict(inputs, rows: rows)
    let losses = try run.evaluate(inputs, classes: classes).losses
    let parameters = run.parameters(of: run.weights).map { $0.map(Double.init) }
    for row in 0..<rows {
      let sample = inputs[row * network.inputCount..<(row + 1) * network.inputCount]
        .map(Double.init)
      let expected = network.outputs(parameters, sample)
      for (column, value) in expected.enumerated() {
        let found = Double(outputs[row * network.classCount + column])
        #expect(abs(found - value) <= 2.5e-5, "row \(row), output \(column)")
      }
      let loss = network.loss(parameters, sample, class: classes[row])
      #expect(abs(Double(losses[row]) - loss) <= 2.5e-5, "row \(row), loss")
    }
  }
}
