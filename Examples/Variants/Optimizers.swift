import Lockstep

/// Section 5.1 and the bonus: six updates of one weight from 0, for the loss `(w - 3)²`.
func optimizers(on group: ProcessGroup) throws {
  let choices: KeyValuePairs<String, any Optimizer> = [
    "SGD": .sgd(learningRate: 0.1),
    "momentum": .sgd(learningRate: 0.1, momentum: 0.9),
    "Nesterov": .sgd(learningRate: 0.1, momentum: 0.9, nesterov: true),
    "RMSprop": RMSprop(learningRate: 0.1),
    "RMSprop, epsilon 1e-8": RMSprop(learningRate: 0.1, rho: 0.9, epsilon: 1e-8),
    "Adagrad": Adagrad(learningRate: 0.1),
    "Adadelta": Adadelta(learningRate: 0.1),
    "Adam": Adam(learningRate: 0.1),
    "AdamW": AdamW(learningRate: 0.1),
  ]
  let (one, three) = (Samples(values: [1], shape: [1]), Labels(values: [3]))
  for (name, optimizer) in choices {
    let model = Sequential { Dense(1, useBias: false, inputShape: [1]) }
    try model.compile(optimizer: optimizer, loss: .meanSquaredError)
    try model.setWeights(["dense/kernel": [0]])
    var path: [Float] = []
    for _ in 1...6 {
      try model.fit(one, three, verbose: .silent, on: group)
      path.append((try model.weights()[0].values[0] * 1_000).rounded() / 1_000)
    }
    group.print("\(name): \(path)")
  }
}
