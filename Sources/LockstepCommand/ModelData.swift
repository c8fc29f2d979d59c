import Datasets
import Engine
import Layers
import Training

/// Samples and labels in the form that a model and its loss expect.
struct ModelData {
  let train: TrainingData
  let test: TrainingData

  /// Reshapes the samples to the model's input, divides bytes by 255 unless the model does, and
  /// writes classes as the model's loss takes them; a model whose input has no shape is given the
  /// data's.
  ///
  /// - Throws: `LabelError`, `TrainingError` where the data have other sizes than the model, or
  ///   `ModelError` for an invalid model.
  init(
    _ data: SampleSplit, from source: DataSource, for model: Model, trainCount: Int? = nil
  ) throws {
    try Self.build(model, data.train.samples.shape)
    let graph = try model.graph()
    guard let output = graph.outputs.first, graph.inputs.count == 1, graph.outputs.count == 1 else {
      throw TrainingError.invalidValue(
        of: "the number of inputs and outputs of the model",
        expected: "one of each, as \(source.name) has",
        found: "\(graph.inputs.count) and \(graph.outputs.count)")
    }
    let outputSize = graph.calls[output].outputShape.elementCount
    let loss = model.compilation?.objective.losses[0]

    func written(_ labels: Labels) throws -> Labels {
      guard labels.areClasses, let loss else { return labels }
      if outputSize == 1, loss is BinaryCrossentropy, try labels.classCount > 2 {
        throw TrainingError.labels(
          loss: loss.identifier, expected: "classes 0 and 1 with one output",
          found: "class \(try labels.classCount - 1)",
          fitting: "a model of \(try labels.classCount) outputs, or --loss mse for numbers")
      }
      guard outputSize > 1 else { return labels }
      do {
        guard loss.targetForm(of: .oneHot) != nil else {
          // Those of the test set too, before an hour of training.
          if loss is SparseCategoricalCrossentropy { try labels.check(classCount: outputSize) }
          return labels
        }
        return try toCategorical(labels, classCount: outputSize)
      } catch LabelError.outOfRange {
        let classCount = try labels.classCount
        throw TrainingError.labels(
          loss: loss.identifier,
          expected: "classes 0 to \(outputSize - 1) with the model's \(outputSize) outputs",
          found: "class \(classCount - 1)",
          fitting: "a model of \(classCount) outputs")
      }
    }
    func part(_ samples: Samples, _ labels: Labels) throws -> TrainingData {
      TrainingData([try Self.fitted(samples, to: model)], [try written(labels)])
    }
    let count = min(trainCount ?? data.train.samples.count, data.train.samples.count)
    train = try part(data.train.samples.prefix(count), data.train.labels.prefix(count))
    test = try part(data.test.samples, data.test.labels)
  }

  /// Returns samples in the shape of a model's only input, bytes divided by 255 unless the model
  /// does; a model whose input has no shape is given the samples'.
  ///
  /// - Throws: `TrainingError.shape` for samples of another size, or `ModelError`.
  static func fitted(_ samples: Samples, to model: Model) throws -> Samples {
    try build(model, samples.shape)
    let graph = try model.graph()
    let shape = graph.calls[graph.inputs[0]].outputShape.dimensions
    guard canReshape(samples.shape, to: shape) else {
      throw TrainingError.shape(found: samples.shape, expected: shape)
    }
    let divisor: Float = samples.areBytes && !graph.rescalesBytes ? 255 : 1
    return samples.reshaped(to: shape) / divisor
  }

  /// Whether samples keep their meaning in another shape: not if only the order of axes differs,
  /// as of images whose channels come first.
  private static func canReshape(_ shape: [Int], to other: [Int]) -> Bool {
    let (sizes, others) = (shape.filter { $0 != 1 }, other.filter { $0 != 1 })
    return shape.reduce(1, *) == other.reduce(1, *)
      && (sizes == others || sizes.sorted() != others.sorted())
  }

  /// Gives a model whose input has no shape the samples' own, that with an axis for channels, or
  /// their number: the first with which each sample has one row of outputs.
  private static func build(_ model: Model, _ shape: [Int]) throws {
    guard !model.isBuilt, let sequential = model as? Sequential else { return }
    let candidates = [shape, shape + [1], [shape.reduce(1, *)]].map { Shape($0) }
    let fitting = candidates.first { candidate in
      let trial = Sequential([InputLayer(shape: candidate)] + sequential.layers)
      guard let graph = try? trial.graph() else { return false }
      return graph.calls[graph.outputs[0]].outputShape.rank == 1
    }
    try model.build(inputShapes: [fitting ?? candidates[0]])
  }
}
