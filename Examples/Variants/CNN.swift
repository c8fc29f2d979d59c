import Lockstep

/// Section 8.1: a convolutional network over images that keep their shape, in batches of 64.
func cnn(on group: ProcessGroup) throws {
  let ((trainImages, trainLabels), (testImages, testLabels)) = try MNIST.load(on: group)
  let model = Sequential {
    Conv2D(32, (3, 3), activation: .relu, inputShape: [28, 28, 1])
    MaxPooling2D((2, 2))
    Conv2D(64, (3, 3), activation: .relu)
    MaxPooling2D((2, 2))
    Flatten()
    Dense(64, activation: .relu)
    Dense(10, activation: .softmax)
  }
  try model.compile(optimizer: .adam, loss: .categoricalCrossentropy, metrics: [.accuracy])
  try model.fit(
    trainImages.reshaped(to: [28, 28, 1]) / 255, toCategorical(trainLabels), epochs: 5,
    batchSize: 64, on: group)
  let (_, metrics) = try model.evaluate(
    testImages.reshaped(to: [28, 28, 1]) / 255, toCategorical(testLabels), on: group)
  group.print("Test \(metrics)")
}
