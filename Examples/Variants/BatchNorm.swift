import Lockstep

/// Section 8.8: hidden units normalised by the statistics of the whole batch, on all ranks.
func batchNorm(on group: ProcessGroup) throws {
  let ((trainImages, trainLabels), (testImages, testLabels)) = try MNIST.load(on: group)
  let model = Sequential {
    Dense(512, activation: .relu, inputShape: [28 * 28])
    BatchNormalization()
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
