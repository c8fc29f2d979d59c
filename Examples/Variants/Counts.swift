import Lockstep

/// Regression of counts: an exponential unit learns the rate that the counts were drawn with.
func counts(on group: ProcessGroup) throws {
  let (train, test) = try PoissonCounts().load()
  let model = Sequential { Dense(1, activation: .exponential, inputShape: [4]) }
  let rate = CosineDecay(initialLearningRate: 0.01, decaySteps: 20 * 250)
  try model.compile(optimizer: .adam(learningRate: rate), loss: .poisson)
  try model.fit(train.samples, train.labels, epochs: 20, batchSize: 32, on: group)
  try model.evaluate(test.samples, test.labels, on: group)
  let learned = try model.weights().flatMap(\.values)
  for (value, truth) in zip(learned, PoissonCounts.weights + [PoissonCounts.bias]) {
    group.print("learned \(value), drawn with \(truth)")
  }
}
