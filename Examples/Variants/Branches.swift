import Lockstep

/// The Functional style with two inputs, two branches and two outputs: which digit, and is it odd.
func branches(on group: ProcessGroup) throws {
  let ((trainImages, trainLabels), (testImages, testLabels)) = try MNIST.load(on: group)
  func inputs(_ images: Samples) -> [Samples] {
    [images.reshaped(to: [28 * 28]) / 255, images.reshaped(to: [28, 28, 1]) / 255]
  }
  func answers(_ labels: Labels) throws -> [Labels] {
    [labels, try Labels((0..<labels.count).map { labels[$0] % 2 })]
  }

  let pixels = Symbol.input(shape: [28 * 28], name: "pixels")
  let image = Symbol.input(shape: [28, 28, 1], name: "image")
  let wide = try Dense(64, activation: .relu)(pixels)
  let local = try Flatten()(MaxPooling2D((4, 4))(Conv2D(8, (5, 5), activation: .relu)(image)))
  let both = try Concatenate()(wide, local)
  let digit = try Dense(10, activation: .softmax, name: "digit")(both)
  let odd = try Dense(1, activation: .sigmoid, name: "odd")(both)

  let model = Model(inputs: [pixels, image], outputs: [digit, odd])
  group.print(try model.summary())
  try model.compile(
    optimizer: .adam, losses: [.sparseCategoricalCrossentropy, .binaryCrossentropy],
    lossWeights: [1, 0.5], metrics: [[.accuracy], [.accuracy]])
  try model.fit(
    inputs(trainImages), answers(trainLabels), epochs: 2, batchSize: 128, verbose: .line,
    on: group)
  let results = try model.evaluate(
    inputs(testImages), answers(testLabels), verbose: .silent, on: group)
  group.print("loss: \(results.loss)")
  for (name, value) in results.metrics.entries { group.print("\(name): \(value)") }
}
