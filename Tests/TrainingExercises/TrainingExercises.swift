import Lockstep

/// Trains a model whose layers differ between ranks in one argument, where the numbers and shapes
/// of its weights do not: `TrainingExercises ARGUMENT`.
@main
struct TrainingExercises {
  static func main() {
    let what = CommandLine.arguments.dropFirst().first ?? ""
    ProcessGroup.run { group in
      let ((images, labels), _) = try SyntheticDigits(trainCount: 64, testCount: 8).load(on: group)
      let model = model(differingIn: what, group.rank)
      try model.compile(optimizer: .sgd, loss: .sparseCategoricalCrossentropy)
      try model.fit(
        images.reshaped(to: [28, 28, 1]) / 255, labels, batchSize: 32, verbose: .silent, on: group)
      group.print("trained")
    }
  }

  private static func model(differingIn what: String, _ rank: Int) -> Sequential {
    /// The argument's value: another one on rank 1, if it is the one that differs.
    func value<Value>(_ name: String, _ usual: Value, _ other: Value) -> Value {
      what == name && rank == 1 ? other : usual
    }
    return Sequential(seed: 3) {
      Conv2D(
        2, (3, 3), strides: (2, 2), activation: value("activation", .relu, .tanh),
        inputShape: [28, 28, 1])
      BatchNormalization(
        momentum: value("momentum", 0.99, 0.9), epsilon: value("epsilon", 0.001, 0.01))
      MaxPooling2D((2, 2), strides: value("strides", (2, 2), (3, 3)))
      LeakyReLU(negativeSlope: value("slope", 0.3, 0.2))
      Dropout(value("rate", 0.25, 0.5))
      GlobalAveragePooling2D()
      Dense(10, activation: .softmax)
    }
  }
}
