import Lockstep

/// How many of 512 hidden units answer no test image any more, for two rates and two slopes.
func dyingReLU(on group: ProcessGroup) throws {
  let ((trainImages, labels), (testImages, testLabels)) = try MNIST.load(on: group)
  let (images, tests) = (
    trainImages.reshaped(to: [28 * 28]) / 255, testImages.reshaped(to: [28 * 28]) / 255
  )
  for (rate, slope) in [(0.001, 0), (0.03, 0), (0.03, 0.01)] as [(Float, Float)] {
    let model = Sequential {
      Dense(512, inputShape: [28 * 28], name: "hidden")
      LeakyReLU(negativeSlope: slope)
      Dense(10, activation: .softmax)
    }
    try model.compile(
      optimizer: .adam(learningRate: rate), loss: .sparseCategoricalCrossentropy,
      metrics: [.accuracy])
    try model.fit(images, labels, epochs: 2, batchSize: 128, verbose: .silent, on: group)
    let accuracy = try model.evaluate(tests, testLabels, verbose: .silent, on: group).accuracy

    // A second model of the first layer alone shows what stands before the rectifier.
    let front = Sequential { Dense(512, inputShape: [28 * 28], name: "hidden") }
    try front.compile(optimizer: .sgd, loss: .meanSquaredError)
    for variable in try model.weights() where variable.name.hasPrefix("hidden/") {
      try front.setWeights([variable.name: variable.values])
    }
    let outputs = try front.predict(tests)
    let silent = (0..<512).count { unit in outputs.allSatisfy { $0[unit] <= 0 } }
    group.print("rate \(rate), slope \(slope): \(silent) silent, test accuracy \(accuracy)")
  }
}
