import Datasets
import Engine
import Layers
import Training

/// Samples and labels in the form that a model and its loss take.
struct ModelData {
  let train: TrainingData
  let test: TrainingData

  /// Reshapes the samples to the model's input, divides images' bytes by 255, and writes classes as
  /// the model's loss takes them.
  ///
  /// - Throws: `LabelError`, `TrainingError` where the data have other sizes than the model, or
  ///   `ModelError` for a model that cannot be built.
  init(
    _ data: SampleSplit, from source: DataSource, for model: Model, trainCount: Int? = nil
  ) throws {
    let graph = try model.graph()
    guard let input = graph.inputs.first, let output = graph.outputs.first,
      graph.inputs.count == 1, graph.outputs.count == 1
    else {
      throw TrainingError.invalidValue(
        of: "the number of inputs and outputs of the model",
        expected: "one of each, as \(source.name) has",
        found: "\(graph.inputs.count) and \(graph.outputs.count)")
    }
    let shape = graph.calls[input].outputShape.dimensions
    let outputSize = graph.calls[output].outputShape.elementCount
    let loss = model.compilation?.objective.losses[0]

    func written(_ labels: Labels) throws -> Labels {
      guard let classCount = source.classCount, outputSize > 1,
        loss?.targetForm(of: .oneHot) != nil
      else { return labels }
      return try toCategorical(labels, classCount: classCount)
    }
    func part(_ samples: Samples, _ labels: Labels) throws -> TrainingData {
      guard samples.sampleSize == shape.reduce(1, *) else {
        throw TrainingError.shape(found: samples.shape, expected: shape)
      }
      return TrainingData(
        [samples.reshaped(to: shape) / source.divisor], [try written(labels)])
    }
    let count = min(trainCount ?? data.train.samples.count, data.train.samples.count)
    train = try part(data.train.samples.prefix(count), data.train.labels.prefix(count))
    test = try part(data.test.samples, data.test.labels)
  }
}
