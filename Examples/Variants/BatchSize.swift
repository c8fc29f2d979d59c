import Lockstep

/// Section 8.5: the tutorial's network in smaller batches, or in larger ones.
func batchSize(_ batchSize: Int, on group: ProcessGroup) throws {
  let ((trainImages, trainLabels), (testImages, testLabels)) = try MNIST.load(on: group)
  let model = Sequential {
    Dense(512, activation: .relu, inputShape: [28 * 28])
    Dense(10, activation: .softmax)
  }
  try model.compile(optimizer: .adam, loss: .categoricalCrossentropy, metrics: [.accuracy])
  try model.fit(
    trainImages.reshaped(to: [28 * 28]) / 255, toCategorical(trainLabels), epochs: 5,
    batchSize: batchSize, on: group)
  let (_, metrics) = try model.evaluate(
    testImages.reshaped(to: [28 * 28]) / 255, toCategorical(testLabels), on: group)
  group.print("\(model.iterations) updates; test \(metrics)")
}
