import Lockstep

/// A loss and a metric of one's own, each a closure over one sample.
func ownLoss(on group: ProcessGroup) throws {
  let (train, test) = try PoissonCounts().load()
  let model = Sequential {
    Dense(16, activation: "relu", inputShape: [4])
    Dense(1, activation: "exponential")
  }
  let squared = LossFunction("squared") { target, prediction, gradient in
    var sum: Float = 0
    for i in prediction.indices {
      let error = prediction[i] - target[i]
      sum += error * error
      gradient[i] = 2 * error
    }
    return sum
  }
  let largestError = MetricFunction("largest_error") { target, prediction in
    prediction.indices.reduce(0) { max($0, abs(prediction[$1] - target[$1])) }
  }
  try model.compile(optimizer: "adam", loss: squared, metrics: [largestError])
  try model.fit(train.samples, train.labels, epochs: 2, batchSize: 128, on: group)
  let (_, metrics) = try model.evaluate(test.samples, test.labels, on: group)
  group.print("Test \(metrics)")
}
