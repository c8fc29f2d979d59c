import Lockstep

/// The hidden units whose sum before the rectifier is above 0 for none of the images.
private func silentUnits(of model: Model, on images: Samples) throws -> Set<Int> {
  let front = Sequential { Dense(512, inputShape: [28 * 28], name: "hidden") }
  try front.compile(optimizer: .sgd, loss: .meanSquaredError)
  for variable in try model.weights() where variable.name.hasPrefix("hidden/") {
    try front.setWeights([variable.name: variable.values])
  }
  let sums = try front.predict(images)
  return Set((0..<512).filter { unit in sums.allSatisfy { $0[unit] <= 0 } })
}

/// How many units fall silent, and how many come back, for two learning rates and two slopes.
func dyingReLU(on group: ProcessGroup) throws {
  let ((trainImages, labels), (testImages, testLabels)) = try MNIST.load(on: group)
  let (images, tests) = (
    trainImages.reshaped(to: [28 * 28]) / 255, testImages.reshaped(to: [28 * 28]) / 255
  )
  for (rate, slope) in [(0.001, 0), (0.03, 0), (0.03, 0.01), (0.03, 0.3)] as [(Float, Float)] {
    let model = Sequential {
      Dense(512, inputShape: [28 * 28], name: "hidden")
      LeakyReLU(negativeSlope: slope)
      Dense(10, activation: .softmax)
    }
    try model.compile(
      optimizer: .adam(learningRate: rate), loss: .sparseCategoricalCrossentropy,
      metrics: [.accuracy])
    try model.fit(images, labels, epochs: 1, batchSize: 128, verbose: .silent, on: group)
    let early = try silentUnits(of: model, on: images.prefix(10_000))
    try model.fit(images, labels, epochs: 2, batchSize: 128, verbose: .silent, on: group)
    let late = try silentUnits(of: model, on: images.prefix(10_000))
    let (_, metrics) = try model.evaluate(tests, testLabels, verbose: .silent, on: group)
    group.print("rate \(rate), slope \(slope): \(early.count) silent after 1 epoch;")
    group.print("  after 3: \(late.count), \(early.subtracting(late).count) of those came back;")
    group.print("  test \(metrics)")
  }
}
