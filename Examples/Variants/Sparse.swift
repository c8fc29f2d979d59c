import Lockstep

/// Section 8.4: labels stay integers, and the loss is the one that takes them so.
func sparse(on group: ProcessGroup) throws {
  let ((trainImages, trainLabels), (testImages, testLabels)) = try MNIST.load(on: group)
  let model = Sequential {
    Dense(512, activation: .relu, inputShape: [28 * 28])
    Dense(10, activation: .softmax)
  }
  try model.compile(
    optimizer: .adam, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
  try model.fit(
    trainImages.reshaped(to: [28 * 28]) / 255, trainLabels, epochs: 5, batchSize: 128, on: group)
  let (_, metrics) = try model.evaluate(
    testImages.reshaped(to: [28 * 28]) / 255, testLabels, on: group)
  group.print("Test \(metrics)")
}
