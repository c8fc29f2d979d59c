import Lockstep

/// Binary classification: one sigmoid unit tells the points of two interleaved half circles apart.
func moons(on group: ProcessGroup) throws {
  let (train, test) = try TwoMoons().load()
  let model = Sequential {
    Dense(32, activation: .relu, inputShape: [2])
    Dense(32, activation: .relu)
    Dense(1, activation: .sigmoid)
  }
  try model.compile(
    optimizer: .adam(learningRate: 0.01), loss: .binaryCrossentropy, metrics: [.accuracy])
  try model.fit(train.samples, train.labels, epochs: 5, batchSize: 32, on: group)
  let (_, metrics) = try model.evaluate(test.samples, test.labels, on: group)
  group.print("Test \(metrics)")
}
