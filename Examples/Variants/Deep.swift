import Lockstep

/// Section 8.7: three hidden layers, each half as wide as the one before.
func deep(on group: ProcessGroup) throws {
  let ((trainImages, trainLabels), (testImages, testLabels)) = try MNIST.load(on: group)
  let model = Sequential {
    Dense(256, activation: .relu, inputShape: [28 * 28])
    Dense(128, activation: .relu)
    Dense(64, activation: .relu)
    Dense(10, activation: .softmax)
  }
  try model.compile(optimizer: .adam, loss: .categoricalCrossentropy, metrics: [.accuracy])
  try model.fit(
    trainImages.reshaped(to: [28 * 28]) / 255, toCategorical(trainLabels), epochs: 5,
    batchSize: 128, on: group)
  let (_, metrics) = try model.evaluate(
    testImages.reshaped(to: [28 * 28]) / 255, toCategorical(testLabels), on: group)
  group.print("Test \(metrics)")
}
