import Lockstep

/// Binary classification: one sigmoid unit tells the points of two interleaved half circles apart.
func twoMoons(on group: ProcessGroup) throws {
  let (train, test) = TwoMoons().load()
  let model = Sequential {
    Dense(16, activation: .relu, inputShape: [2])
    Dense(16, activation: .relu)
    Dense(1, activation: .sigmoid)
  }
  try model.compile(
    optimizer: .adam(learningRate: 0.01), loss: .binaryCrossentropy, metrics: [.accuracy])
  try model.fit(
    train.samples, train.labels, epochs: 20, batchSize: 64, verbose: .silent, on: group)
  let (loss, accuracy) = try model.evaluate(
    test.samples, test.labels, verbose: .silent, on: group)
  group.print("Test loss: \(loss), test accuracy: \(accuracy)")
}
