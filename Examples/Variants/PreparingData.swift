import Lockstep

/// Section 3: what an image and a label are, and what dividing by 255 is worth.
func preparingData(on group: ProcessGroup) throws {
  let ((trainImages, trainLabels), (testImages, testLabels)) = try MNIST.load(on: group)
  let (flat, tests) = (
    trainImages.reshaped(to: [28 * 28]), testImages.reshaped(to: [28 * 28])
  )
  group.print("\(trainImages.count) images of \(trainImages.shape), then of \(flat.shape)")
  let scaled = flat / 255
  group.print("the first image from its pixel 152 on: \(flat[0][152..<157]),")
  group.print("  divided: \(scaled[0][152..<157])")
  let oneHot = try toCategorical(trainLabels)
  group.print("label \(trainLabels[3]) of \(trainLabels.encoding), then of \(oneHot.encoding)")

  for (words, train, test) in [("as bytes", flat, tests), ("divided", scaled, tests / 255)] {
    let model = Sequential {
      Dense(512, activation: .relu, inputShape: [28 * 28])
      Dense(10, activation: .softmax)
    }
    try model.compile(
      optimizer: .adam, loss: .categoricalCrossentropy, metrics: [.accuracy])
    let history = try model.fit(
      train, oneHot, epochs: 1, batchSize: 128, verbose: .silent, on: group)
    let (loss, metrics) = try model.evaluate(
      test, toCategorical(testLabels), verbose: .silent, on: group)
    group.print("\(words): loss of the epoch \(history["loss"][0]),")
    group.print("  test loss \(loss), test \(metrics)")
  }
}
