import Lockstep

/// A network of eight hidden layers of 64 units.
private func network(_ activation: ActivationFunction) -> Sequential {
  let model = Sequential([Dense(64, activation: activation, inputShape: [28 * 28])])
  for _ in 2...8 { model.add(Dense(64, activation: activation)) }
  model.add(Dense(10, activation: .softmax))
  return model
}

/// How large the gradient of each layer's kernel is at the start, and what two epochs teach.
func vanishingGradients(on group: ProcessGroup) throws {
  let ((trainImages, labels), (testImages, testLabels)) = try MNIST.load(on: group)
  let (images, tests) = (
    trainImages.reshaped(to: [28 * 28]) / 255, testImages.reshaped(to: [28 * 28]) / 255
  )
  for activation: ActivationFunction in [.sigmoid, .tanh, .relu, .elu] {
    group.print("\(activation.identifier):")
    // One step of plain SGD moves each weight by rate times gradient; a power of two rounds
    // nothing.
    let rate: Float = 4_096
    let model = network(activation)
    try model.compile(optimizer: .sgd(learningRate: rate), loss: .sparseCategoricalCrossentropy)
    let before = try model.weights()
    let count = min(1_000, images.count)
    try model.fit(
      images.prefix(count), labels.prefix(count), batchSize: count, verbose: .silent, on: group)
    for (old, new) in zip(before, try model.weights()) where old.name.hasSuffix("kernel") {
      let gradients = zip(old.values, new.values).map { ($0 - $1) / rate }
      let meanSquare = gradients.reduce(0) { $0 + $1 * $1 } / Float(gradients.count)
      group.print("  \(old.name): \(meanSquare.squareRoot())")
    }
    let trained = network(activation)
    try trained.compile(
      optimizer: .adam, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
    try trained.fit(images, labels, epochs: 2, batchSize: 128, verbose: .silent, on: group)
    let result = try trained.evaluate(tests, testLabels, verbose: .silent, on: group)
    group.print("  after two epochs, test \(result.metrics)")
  }
}
