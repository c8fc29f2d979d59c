import Lockstep

/// A rectifier whose slope below 0 is learned, for each unit its own.
final class LearnedSlope: Layer {
  let state = LayerState()
  let name: String? = nil
  let className = "LearnedSlope"

  func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape { inputs[0] }

  func parameters(for inputs: [Shape]) -> [ParameterSpecification] {
    let slopes = inputs[0].dimensions
    return [ParameterSpecification(name: "slopes", shape: slopes, initializer: Constant(0.25))]
  }

  func operations(for inputs: [Shape]) -> [any Operation] {
    [LearnedSlopeOperation(size: inputs[0].elementCount)]
  }
}

/// The arithmetic of it: `y = max(x, 0) + slope · min(x, 0)`, with the derivatives written by hand.
struct LearnedSlopeOperation: Operation {
  let size: Int

  func forward(_ pass: ForwardPass) {
    let (x, slopes) = unsafe (pass.input(0), pass.parameter(0))
    for i in 0..<pass.rows * size {
      unsafe pass.output[i] = max(x[i], 0) + slopes[i % size] * min(x[i], 0)
    }
  }

  func backward(_ pass: BackwardPass) {
    let (x, slopes, dy) = unsafe (pass.input(0), pass.parameter(0), pass.outputGradient)
    unsafe pass.sumRows(intoGradientOf: 0, count: size) { row, sum in
      for i in 0..<size { unsafe sum[i] += min(x[row * size + i], 0) * dy[row * size + i] }
    }
    guard let dx = unsafe pass.inputGradient(0) else { return }
    for i in 0..<pass.rows * size { unsafe dx[i] = dy[i] * (x[i] > 0 ? 1 : slopes[i % size]) }
  }
}

/// An operation of one's own in a network like the tutorial's.
func ownOperation(on group: ProcessGroup) throws {
  let ((trainImages, trainLabels), (testImages, testLabels)) = try MNIST.load(on: group)
  let model = Sequential {
    Dense(128, inputShape: [28 * 28])
    LearnedSlope()
    Dense(10, activation: .softmax)
  }
  try model.compile(
    optimizer: .adam, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
  try model.fit(
    trainImages.reshaped(to: [28 * 28]) / 255, trainLabels, epochs: 5, batchSize: 128, on: group)
  let (_, metrics) = try model.evaluate(
    testImages.reshaped(to: [28 * 28]) / 255, testLabels, on: group)
  group.print("Test \(metrics)")
}
