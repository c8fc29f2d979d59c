import Datasets
import Models

/// Images and labels in the form that a model and its loss take.
struct ModelData {
  /// Samples and their labels.
  typealias Part = (samples: Samples, labels: Labels)

  let train: Part
  let test: Part

  /// Reshapes the images to the model's input, divides them by 255, and makes the labels one-hot.
  ///
  /// - Throws: `LabelError`, or `ModelError` for a model that cannot be built.
  init(_ data: ImageLayout.Split, for model: Model, trainCount: Int? = nil) throws {
    let shape = try model.inputShape()
    func part(_ images: Samples, _ labels: Labels) throws -> Part {
      (
        images.reshaped(to: shape.dimensions) / 255,
        try toCategorical(labels, classCount: MNIST.classCount)
      )
    }
    let count = min(trainCount ?? data.train.images.count, data.train.images.count)
    train = try part(data.train.images.prefix(count), data.train.labels.prefix(count))
    test = try part(data.test.images, data.test.labels)
  }
}
