import FileFormats
import Foundation
import Kernels
import Lockstep
import Testing

/// Twenty steps against the same steps computed by Keras in double precision.
///
/// The folder `ORACLE_DIR` holds, for each case, the initial weights, the losses before each update
/// and the final weights; `MNIST_DIR` the 2,560 images they were trained on.
@Suite(
  "training steps and Keras's",
  .enabled(
    if: OracleCase.directory != nil && OracleCase.dataDirectory != nil,
    "ORACLE_DIR and MNIST_DIR are not set"))
struct TrainingStepTests {
  /// The cases that were there when this was written, and what the index has beside them.
  private static let names =
    Set([
      "mlp_adam_cce", "mlp_adam_scce", "mlp_adam_bce", "mlp_adam_poisson_exp", "mlp_sgd_cce",
      "mlp_sgdm_cce", "mlp_rmsprop_cce", "mlp_adagrad_cce", "mlp_adadelta_cce",
      "mlp_leaky001_adam_cce", "mlp_elu_adam_cce", "mlp_sigmoid_adam_cce", "mlp_bn_adam_cce",
      "cnn_adam_cce",
    ]).union(OracleCase.indexed).sorted()

  @Test("give the same losses and weights", arguments: names)
  func trajectory(name: String) throws {
    FloatingPointMode.flushDenormals()
    let oracle = try OracleCase(name)
    let model = try oracle.model()
    let compilation = try #require(model.compilation)
    let images = try MNIST.load(from: OracleCase.dataDirectory).train
    let samples =
      images.images.prefix(2_560)
      .reshaped(to: oracle.inputShape) / 255
    let integers = images.labels.prefix(2_560)
    let labels =
      compilation.objective.losses[0].targetForm(of: .oneHot) == nil
      ? integers : try toCategorical(integers, classCount: 10)
    let data = TrainingData([samples], [labels])
    let step = try TrainingStep(
      model.graph(), compilation, labels: data.labelKinds, batchSize: 128, leafCount: 8,
      exchange: .auto, in: .solo)
    try model.setWeights(oracle.weights("init", of: model))
    try step.restore(model.currentState())

    let order = (0..<2_560).map { Int32($0) }
    for (index, expected) in oracle.losses.enumerated() {
      let outcome = try step(
        TrainingStep.Batch(
          places: order[index * 128..<(index + 1) * 128],
          draws: SampleDraws(seed: 0, epoch: 1, firstSample: index * 128), epoch: 1,
          iteration: index + 1),
        of: data)
      let found = outcome.totals.sums[0] / 128
      #expect(abs(found - expected) < 1e-5, "step \(index): \(found), not \(expected)")
    }
    #expect(oracle.losses.count == 20)
    guard oracle.hasStableWeights else { return }
    model.state = step.state()
    let expected = try oracle.weights("final64", of: model)
    let largest = expected.values.joined().map(abs).max() ?? 0
    for (name, _, found) in try model.weights() {
      let values = try #require(expected[name])
      for index in found.indices where !(abs(found[index] - values[index]) <= 1e-4 * largest) {
        Issue.record(
          "\(name)[\(index)]: \(found[index]), not \(values[index]); the largest is \(largest)")
        return
      }
    }
  }
}

/// One case of the golden runs.
private struct OracleCase {
  let losses: [Double]
  /// The shape of a sample.
  let inputShape: [Int]
  /// False where the index's notes tell that single weights differ between precisions: batch
  /// normalization, leaky rectifiers, and convolutions with padding.
  let hasStableWeights: Bool
  private let optimizer: JSON
  private let loss: JSON
  private let layers: [JSON]
  private let parameters: [String]
  private let file: SafetensorsFile

  static var directory: String? { ProcessInfo.processInfo.environment["ORACLE_DIR"] }
  static var dataDirectory: String? { ProcessInfo.processInfo.environment["MNIST_DIR"] }

  /// The names of the index's cases.
  static var indexed: [String] {
    guard let directory, let index = try? JSON(contentsOfFile: "\(directory)/index.json") else {
      return []
    }
    return (index["cases"]?.objectValue ?? [:]).keys.sorted()
  }

  init(_ name: String) throws {
    let directory = try #require(Self.directory)
    let index = try JSON(contentsOfFile: "\(directory)/index.json")
    let entry = try #require(index["cases"]?[name])
    losses = try #require(entry["float64"]?["losses"]?.arrayValue).compactMap(\.numberValue)
    optimizer = try #require(entry["optimizer"])
    loss = try #require(entry["loss"])
    layers = try #require(entry["layers"]?.arrayValue)
    parameters = try #require(entry["order"]?.arrayValue).compactMap(\.stringValue)
    inputShape = layers.first?["kind"] == "Conv2D" ? [28, 28, 1] : [784]
    hasStableWeights = ["_bn", "leaky", "_same"].allSatisfy { !name.contains($0) }
    file = try SafetensorsFile("\(directory)/\(name).safetensors")
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

  /// Weights of the file by the model's names.
  func weights(_ stage: String, of model: Model) throws -> [String: [Float]] {
    let names = try model.weights().map(\.name)
    try #require(parameters.count == names.count, "\(parameters) and \(names)")
    return Dictionary(
      uniqueKeysWithValues: try zip(names, parameters).map {
        ($0, try file.floats("\(stage)/\($1)"))
      })
  }
}
