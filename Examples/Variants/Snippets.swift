import Lockstep

/// The lines that guides show without a program of their own.
func snippets(on group: ProcessGroup) throws {
  let ((trainImages, trainLabels), _) = try MNIST.load(on: group)
  let images = trainImages.reshaped(to: [28 * 28]) / 255
  let labels = try toCategorical(trainLabels)
  let model = Sequential {
    Dense(32, activation: .relu, inputShape: [28 * 28])
    Dense(10, activation: .softmax)
  }
  try model.compile(
    optimizer: .sgd(learningRate: 0.01, momentum: 0.9), loss: .categoricalCrossentropy)
  try model.compile(
    optimizer: .adam, loss: .categoricalCrossentropy, clipping: .globalNorm(1))
  let rate = CosineDecay(initialLearningRate: 0.001, decaySteps: 5 * 469)
  try model.compile(optimizer: .adam(learningRate: rate), loss: .categoricalCrossentropy)
  try model.fit(
    images.prefix(1_280), labels.prefix(1_280), epochs: 10, batchSize: 128, on: group)
  group.print("\(model.iterations) updates")  // 100 updates
  let history = try model.fit(
    images, labels, epochs: 20, batchSize: 128, validationSplit: 0.2, on: group)
  group.print("\(history["loss"]), \(history["val_loss"])")

  let (a, b, c): (Float, Float, Float) = (100_000_000, 1, -100_000_000)
  group.print("\((a + b) + c)")  // 0.0: the 1 was rounded away
  group.print("\((a + c) + b)")  // 1.0
  do {
    let model = Sequential {
      Conv2D(8, (30, 30), inputShape: [28, 28, 1])
    }
    try model.compile(optimizer: .adam, loss: .meanSquaredError)
  } catch {
    group.print("\(error)")
  }
}
