import Datasets
import Models
import Training

/// Images and labels in the form that a model and its loss take.
struct ModelData {
  let train: TrainingData
  let test: TrainingData

  /// Reshapes the images to the model's input, divides them by 255, and writes the labels as the
  /// model's loss takes them.
  ///
  /// - Throws: `LabelError`, `TrainingError.shape` where the images have other sizes than the
  ///   model's input, or `ModelError` for a model that cannot be built.
  init(_ data: ImageLayout.Split, for model: Model, trainCount: Int? = nil) throws {
    let shape = try model.inputShapes()[0]
    let loss = model.compilation?.objective.losses[0]
    func part(_ images: Samples, _ labels: Labels) throws -> TrainingData {
      guard images.sampleSize == shape.elementCount else {
        throw TrainingError.shape(found: images.shape, expected: shape.dimensions)
      }
      let takesOneHot = loss?.targetForm(of: .oneHot) != nil
      return TrainingData(
        [images.reshaped(to: shape.dimensions) / 255],
        [takesOneHot ? try toCategorical(labels, classCount: MNIST.classCount) : labels])
    }
    let count = min(trainCount ?? data.train.images.count, data.train.images.count)
    train = try part(data.train.images.prefix(count), data.train.labels.prefix(count))
    test = try part(data.test.images, data.test.labels)
  }
}
