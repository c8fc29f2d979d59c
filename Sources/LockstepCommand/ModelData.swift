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
  /// - Parameters:
  ///   - data: The data, as they are in their files.
  ///   - source: Where they are from.
  ///   - model: The model.
  ///   - form: The form of the data that the model was trained with; nil where nothing is known.
  ///   - trainCount: The number of samples to train with; nil for all.
  /// - Throws: `DataFileError` for samples of another kind than the training's, `LabelError`,
  ///   `TrainingError` where the data have other sizes than the model, or `ModelError` for an
  ///   invalid model.
  init(
    _ data: SampleSplit, from source: DataSource, for model: Model, _ form: DataForm? = nil,
    trainCount: Int? = nil
  ) throws {
    try Self.build(model, data.train.samples.shape)
    let graph = try model.graph()
    guard let output = graph.outputs.first, graph.inputs.count == 1, graph.outputs.count == 1 else {
      throw TrainingError.invalidValue(
        of: "the number of inputs and outputs of the model",
        expected: "one of each, as \(source.name) has",
        found: "\(graph.inputs.count) and \(graph.outputs.count)")
    }
    try Self.check(
      data.train.labels.images, fits: graph.calls[graph.inputs[0]].outputShape.dimensions)
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
      TrainingData(
        [try Self.fitted(samples, to: model, form, in: source.name)], [try written(labels)])
    }
    let count = min(trainCount ?? data.train.samples.count, data.train.samples.count)
    train = try part(data.train.samples.prefix(count), data.train.labels.prefix(count))
    test = try part(data.test.samples, data.test.labels)
  }

  /// Chooses the samples to evaluate a model with: those of the test set, or all where there is
  /// none.
  ///
  /// - Parameter split: The data that these were made of.
  /// - Returns: The samples as they are in their files and as the model takes them, and whether
  ///   they are all.
  func evaluated(
    of split: SampleSplit
  ) -> (samples: Samples, data: TrainingData, areAll: Bool) {
    test.count > 0 ? (split.test.samples, test, false) : (split.train.samples, train, true)
  }

  /// Returns samples in the shape of a model's only input, bytes divided by 255 unless the model
  /// does; a model whose input has no shape is given the samples'.
  ///
  /// - Parameters:
  ///   - samples: The samples, as they are in a file.
  ///   - model: The model.
  ///   - form: The form of the data that it was trained with; nil where nothing is known.
  ///   - name: What messages call the file.
  /// - Returns: The samples.
  /// - Throws: `TrainingError.shape` for samples of another size, `DataFileError` for those of
  ///   another kind than the training's, or `ModelError`.
  static func fitted(
    _ samples: Samples, to model: Model, _ form: DataForm?, in name: String
  ) throws -> Samples {
    try build(model, samples.shape)
    let graph = try model.graph()
    let shape = graph.calls[graph.inputs[0]].outputShape.dimensions
    guard canReshape(samples.shape, to: shape) else {
      throw TrainingError.shape(found: samples.shape, expected: shape)
    }
    let divisor =
      try form?.divisor(for: samples, rescalesBytes: graph.rescalesBytes, name: name)
      ?? (samples.areBytes && !graph.rescalesBytes ? 255 : 1)
    return samples.reshaped(to: shape) / divisor
  }

  /// Warns of floats that are rather bytes which were not divided, where the training's were.
  ///
  /// - Throws: `ModelError`.
  static func warn(of samples: Samples, _ model: Model, _ form: DataForm?, in name: String) throws {
    try build(model, samples.shape)
    guard let form,
      let number = try form.unlikelyByte(in: samples, rescalesBytes: model.graph().rescalesBytes)
    else { return }
    Warnings.write(
      "\(name): numbers such as \(number) are taken as they are; where the training's samples were "
        + "bytes, which were divided by 255, divide these too")
  }

  /// Names the option by which images of another form fit a model.
  ///
  /// - Throws: `TrainingError.invalidValue` for images of other channels or another size.
  private static func check(_ images: ImageForm?, fits shape: [Int]) throws {
    guard let images, let size = ImageSize(shape), !canReshape(images.shape, to: shape) else {
      return
    }
    let mode = DataFiles.ColorMode.allCases.first { $0.channelCount == size.channels }
    if let mode, mode != images.colorMode {
      throw TrainingError.invalidValue(
        of: "the form of the images (--color-mode)",
        expected: "\(mode.rawValue), as the model's input of shape \(shape) has \(size.channels) "
          + "channel\(size.channels == 1 ? "" : "s")", found: images.colorMode.rawValue)
    }
    throw TrainingError.invalidValue(
      of: "the size of the images (--image-size)",
      expected: "\(size.rows)x\(size.columns), as the model's input",
      found: "\(images.height)x\(images.width)")
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

extension TrainingData {
  /// Returns the class of each sample.
  ///
  /// - Parameter option: The option that needs them.
  /// - Returns: The classes, by their indices.
  /// - Throws: `TrainingError.invalidValue` for labels that are values.
  func classes(for option: String) throws -> [Int] {
    let labels = labels[0]
    if case .dense = labels.encoding {
      throw TrainingError.withoutClasses(for: option, found: "labels of any numbers")
    }
    return (0..<labels.count).map { labels[$0] }
  }
}

extension TrainingError {
  /// The error of data, or of a model, that an option cannot take.
  static func withoutClasses(for option: String, found: String) -> TrainingError {
    .invalidValue(of: option, expected: "data with classes", found: found)
  }
}
