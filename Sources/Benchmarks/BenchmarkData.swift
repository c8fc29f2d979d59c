import Datasets
import Engine
package import Layers
package import Parallel
package import Training

/// The training data of a benchmark.
package struct BenchmarkData {
  /// The name in reports.
  package let name: String
  /// The samples and labels.
  package let train: TrainingData

  /// Creates data with a name.
  package init(name: String, train: TrainingData) {
    self.name = name
    self.train = train
  }

  /// Returns random bytes from 1 to 255 in the shape of a compiled model's input, so that no kernel
  /// skips zeros; collective.
  ///
  /// - Throws: `TrainingError` for a model with several inputs or outputs.
  package static func random(
    for model: Model, in group: ProcessGroup
  ) throws -> BenchmarkData {
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
      for index in layout.trainImages { unsafe region[index] = UInt8(1 + random.next() % 255) }
      for index in layout.trainLabels {
        unsafe region[index] = UInt8(random.next() % UInt64(classCount))
      }
    }
    let loss = model.compilation?.objective.losses[0]
    let isOneHot = outputSize > 1 && loss?.targetForm(of: .oneHot) != nil
    let labels = split.train.labels
    return BenchmarkData(
      name: "random inputs",
      train: TrainingData(
        [split.train.images / 255],
        [isOneHot ? try toCategorical(labels, classCount: outputSize) : labels]))
  }
}
