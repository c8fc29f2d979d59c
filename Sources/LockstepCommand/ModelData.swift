import Datasets
import Models
import Training

/// Images and labels in the form that a model and its loss take.
struct ModelData {
  /// Samples and their labels.
  typealias Part = (samples: Samples, labels: Labels)

  let train: Part
  let test: Part

  /// Reshapes the images to the model's input, divides them by 255, and writes the labels as the
  /// model's loss takes them.
  ///
  /// - Throws: `LabelError`, `TrainingError.shape` where the images have other sizes than the
  ///   model's input, or `ModelError` for a model that cannot be built.
  init(_ data: ImageLayout.Split, for model: Model, trainCount: Int? = nil) throws {
    let shape = try model.inputShape()
    let labelKind = model.compilation?.loss.labelKind ?? .oneHot
    func part(_ images: Samples, _ labels: Labels) throws -> Part {
      guard images.sampleSize == shape.elementCount else {
        throw TrainingError.shape(found: images.shape, expected: shape.dimensions)
      }
      return (
        images.reshaped(to: shape.dimensions) / 255,
        labelKind == .integer
          ? labels : try toCategorical(labels, classCount: MNIST.classCount)
      )
    }
    let count = min(trainCount ?? data.train.images.count, data.train.images.count)
    train = try part(data.train.images.prefix(count), data.train.labels.prefix(count))
    test = try part(data.test.images, data.test.labels)
  }
}
