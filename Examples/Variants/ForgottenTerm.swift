import Lockstep

/// `y = x + x²/4`, whose backward pass forgets the path through the square: it should be
/// `dx = dy · (1 + x/2)`.
final class ForgetfulSquare: Layer {
  let state = LayerState()
  let name: String? = nil
  let className = "ForgetfulSquare"

  func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape { inputs[0] }

  func operations(for inputs: [Shape]) -> [any Operation] {
    [ForgetfulSquareOperation(size: inputs[0].elementCount)]
  }
}

struct ForgetfulSquareOperation: Operation {
  let size: Int

  func forward(_ pass: ForwardPass) {
    let x = unsafe pass.input(0)
    for i in 0..<pass.rows * size { unsafe pass.output[i] = x[i] + x[i] * x[i] / 4 }
  }

  func backward(_ pass: BackwardPass) {
    guard let dx = unsafe pass.inputGradient(0) else { return }
    for i in 0..<pass.rows * size { unsafe dx[i] = pass.outputGradient[i] }
  }
}

/// A network that learns in spite of it, and the check that finds it.
func forgottenTerm(on group: ProcessGroup) throws {
  let (train, test) = try SyntheticDigits(trainCount: 2_000, testCount: 500).load(on: group)
  let model = Sequential {
    Flatten(inputShape: [28, 28])
    Dense(32)
    ForgetfulSquare()
    Dense(10, activation: .softmax)
  }
  try model.compile(
    optimizer: .adam, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
  try model.fit(train.images / 255, train.labels, epochs: 3, verbose: .silent, on: group)
  let (_, metrics) = try model.evaluate(
    test.images / 255, test.labels, verbose: .silent, on: group)
  group.print("Test \(metrics)")
  try model.checkGradients(train.images.prefix(16) / 255, train.labels.prefix(16))
}
