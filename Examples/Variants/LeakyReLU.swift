import Lockstep

/// Section 8.2: a rectifier that lets a little through below 0, as a layer of its own.
func leakyReLU(on group: ProcessGroup) throws {
  let ((trainImages, trainLabels), (testImages, testLabels)) = try MNIST.load(on: group)
  let model = Sequential {
    Dense(512, inputShape: [28 * 28])
    LeakyReLU(negativeSlope: 0.01)
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
