import FileFormats
import Foundation
import Kernels
import Lockstep
import Testing

/// Twenty steps on MNIST against the same steps by Keras in double precision.
///
/// `Fixtures/MNIST` holds what Keras computed, `MNIST_DIR` the 2,560 images it was trained on.
@Suite(
  "training steps and Keras's",
  .enabled(if: MNISTCase.dataDirectory != nil, "MNIST_DIR is not set"))
struct TrainingStepTests {
  @Test("are there for losses, optimizers, activations and convolutions")
  func cases() {
    #expect(MNISTCase.names.count == 14)
  }

  @Test("give the same losses and weights", arguments: MNISTCase.names)
  func trajectory(name: String) throws {
    FloatingPointMode.flushDenormals()
    let reference = try MNISTCase(name)
    let model = try reference.model()
    let compilation = try #require(model.compilation)
    let images = try MNIST.load(from: MNISTCase.dataDirectory).train
    let samples =
      images.images.prefix(2_560)
      .reshaped(to: reference.inputShape) / 255
    let integers = images.labels.prefix(2_560)
    let labels =
      compilation.objective.losses[0].targetForm(of: .oneHot) == nil
      ? integers : try toCategorical(integers, classCount: 10)
    let data = TrainingData([samples], [labels])
    try model.setWeights(reference.initialWeights(of: model))
    let step = try unsafe TrainingStep(
      model.graph(), compilation, labels: data.labelKinds, batchSize: 128, leafCount: 8,
      exchange: .auto, memory: RunMemory.of(model, compilation.optimizer, .auto, in: .solo),
      in: .solo)

    let order = (0..<2_560).map { Int32($0) }
    for (index, expected) in reference.losses.enumerated() {
      let outcome = try step(
        StepBatch(
          indices: order[index * 128..<(index + 1) * 128],
          draws: SampleDraws(seed: 0, epoch: 1, firstSample: index * 128), epoch: 1,
          iteration: index + 1),
        of: data)
      let found = outcome.totals.sums[0] / 128
      #expect(abs(found - expected) < 1e-5, "step \(index): \(found), not \(expected)")
    }
    #expect(reference.losses.count == 20)
    guard let expected = reference.finalWeights else { return }
    for ((name, _, found), (key, expected)) in zip(try model.weights(), expected) {
      try #require(found.count == expected.count, "\(name) and \(key)")
      let tolerance = 1e-4 * reference.largestWeight
      for (index, value) in expected.values where !(abs(Double(found[index]) - value) <= tolerance)
      {
        Issue.record("\(name)[\(index)]: \(found[index]), not \(value)")
        return
      }
      let norm = found.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      #expect(abs(norm - expected.norm) <= tolerance * Double(found.count).squareRoot(), "\(name)")
    }
  }
}

/// One case of `Fixtures/MNIST/steps.json`.
private struct MNISTCase {
  /// The loss of each batch before its update.
  let losses: [Double]
  /// The shape of a sample.
  let inputShape: [Int]
  /// Parts of the weights after the last step, in the model's order.
  ///
  /// Nil where single weights depend on the precision: before batch normalization and behind a
  /// leaky ReLU there are gradients that are zero but for rounding, which Adam makes large.
  let finalWeights: [(name: String, weights: WeightSample)]?
  /// The largest magnitude of a weight after the last step.
  let largestWeight: Double

  private let name: String
  private let optimizer: JSON
  private let loss: JSON
  private let layers: [JSON]
  private let parameters: [String]

  /// Some elements of a tensor, evenly spread, and the norm of all.
  struct WeightSample {
    let count: Int
    let norm: Double
    let values: [(index: Int, value: Double)]

    init(_ json: JSON) throws {
      count = try #require(json["count"]?.integerValue)
      norm = try #require(json["norm"]?.numberValue)
      let numbers = try #require(json["values"]?.arrayValue).compactMap(\.numberValue)
      let (last, parts) = (count - 1, max(numbers.count - 1, 1))
      values = numbers.enumerated().map { ($0 * last / parts, $1) }
    }
  }

  static var dataDirectory: String? { ProcessInfo.processInfo.environment["MNIST_DIR"] }

  private static let folder = Bundle.module.bundleURL.appending(path: "Fixtures/MNIST").path

  private static let cases =
    (try? JSON(contentsOfFile: "\(folder)/steps.json"))?["cases"]?.arrayValue ?? []

  static let names = cases.compactMap { $0["name"]?.stringValue }

  init(_ name: String) throws {
    self.name = name
    let entry = try #require(Self.cases.first { $0["name"]?.stringValue == name })
    losses = try #require(entry["losses"]?.arrayValue).compactMap(\.numberValue)
    optimizer = try #require(entry["optimizer"])
    loss = try #require(entry["loss"])
    layers = try #require(entry["layers"]?.arrayValue)
    let parameters = try #require(entry["order"]?.arrayValue).compactMap(\.stringValue)
    self.parameters = parameters
    inputShape = layers.first?["kind"] == "Conv2D" ? [28, 28, 1] : [784]
    largestWeight = entry["largest_weight"]?.numberValue ?? 0
    finalWeights = try entry["final_weights"].map { table in
      try parameters.map { ($0, try WeightSample(#require(table[$0]))) }
    }
  }

  func model() throws -> Model {
    let sizes: [JSON] = [nil] + inputShape.map(JSON.integer)
    var entries: [JSON] = [
      ["class_name": "InputLayer", "config": ["batch_shape": .array(sizes)]]
    ]
    for layer in layers {
      var arguments = layer.objectValue ?? [:]
      let className = try #require(arguments["kind"])
      arguments["kind"] = nil
      entries.append(["class_name": className, "config": .object(arguments)])
    }
    let model = try Model.make(
      configuration: ["class_name": "Sequential", "config": ["layers": .array(entries)]])
    try model.compile(
      optimizer: OptimizerRegistry.optimizer(
        configuration: ["class_name": optimizer["name"] ?? nil, "config": optimizer],
        path: "optimizer"
      ).optimizer, loss: LossRegistry.loss(configuration: loss, path: "loss"),
      metrics: [.accuracy])
    return model
  }

  /// The weights before the first step, which all multilayer perceptrons share, by the model's
  /// names.
  func initialWeights(of model: Model) throws -> [String: [Float]] {
    let file = try SafetensorsFile("\(Self.folder)/initial.safetensors")
    let names = try model.weights().map(\.name)
    try #require(parameters.count == names.count, "\(parameters) and \(names)")
    let kind = inputShape.count == 3 ? "cnn" : "mlp"
    return try Dictionary(
      uniqueKeysWithValues: zip(names, parameters).map {
        ($0, try file.floats("\(kind)/\($1)"))
      })
  }
}
