import Datasets
import Engine
import Layers
import Parallel
import Training

/// What benchmarks train on.
struct BenchData {
  /// The name in reports.
  let name: String
  /// The samples and labels.
  let train: TrainingData

  /// Loads what `--data` says, for a compiled model; every rank calls it.
  ///
  /// The words are `mnist`, `random`, those of built-in data, and MNIST's folder; none means what
  /// the model is trained on.
  init(_ word: String?, for choice: ModelChoice, in group: ProcessGroup) throws {
    guard word != "random" else {
      name = "random inputs"
      train = try Self.random(for: choice.model, in: group)
      return
    }
    let source = DataSource(word == "mnist" ? nil : word ?? choice.data)
    name = source.name
    train = try ModelData(source.load(on: group), from: source, for: choice.model).train
  }

  /// Bytes from 1 to 255, so that no kernel finds a zero to leave out.
  private static func random(for model: Model, in group: ProcessGroup) throws -> TrainingData {
    let graph = try model.graph()
    guard graph.inputs.count == 1, graph.outputs.count == 1 else {
      throw TrainingError.invalidValue(
        of: "the number of inputs and outputs of the model", expected: "one of each",
        found: "\(graph.inputs.count) and \(graph.outputs.count)")
    }
    let shape = graph.calls[graph.inputs[0]].outputShape
    let outputSize = graph.calls[graph.outputs[0]].outputShape.elementCount
    let classCount = min(max(outputSize, 2), 256)
    let layout = ImageLayout(
      trainCount: min(60_000, max(1, (64 << 20) / max(shape.elementCount, 1))), testCount: 0,
      imageShape: shape.dimensions, classCount: classCount)
    let split = try unsafe group.load(layout) { region in
      var random = SplitMix64(state: 1)
      for place in layout.trainImages { unsafe region[place] = UInt8(1 + random.next() % 255) }
      for place in layout.trainLabels {
        unsafe region[place] = UInt8(random.next() % UInt64(classCount))
      }
    }
    let loss = model.compilation?.objective.losses[0]
    let isOneHot = outputSize > 1 && loss?.targetForm(of: .oneHot) != nil
    let labels = split.train.labels
    return TrainingData(
      [split.train.images / 255],
      [isOneHot ? try toCategorical(labels, classCount: outputSize) : labels])
  }
}
