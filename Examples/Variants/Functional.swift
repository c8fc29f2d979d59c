import Lockstep

/// Section 4.1, the Functional style: layers are called on symbols, and a model joins two symbols.
func functional(on group: ProcessGroup) throws {
  let ((trainImages, trainLabels), (testImages, testLabels)) = try MNIST.load(on: group)
  let inputs = Symbol.input(shape: [28 * 28])
  let x = try Dense(512, activation: .relu)(inputs)
  let outputs = try Dense(10, activation: .softmax)(x)
  let model = Model(inputs: [inputs], outputs: [outputs])
  try model.compile(optimizer: .adam, loss: .categoricalCrossentropy, metrics: [.accuracy])
  try model.fit(
    trainImages.reshaped(to: [28 * 28]) / 255, toCategorical(trainLabels), epochs: 5,
    batchSize: 128, on: group)
  let (_, metrics) = try model.evaluate(
    testImages.reshaped(to: [28 * 28]) / 255, toCategorical(testLabels), on: group)
  group.print("Test \(metrics)")
}
