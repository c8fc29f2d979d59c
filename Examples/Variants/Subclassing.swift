import Lockstep

/// A layer made of layers: what two dense layers make of `x` is added to `x`.
final class ResidualBlock: CompositeLayer {
  let state = LayerState()
  private let first = Dense(128, activation: .relu)
  private let second = Dense(128)
  private let add = Add()

  func call(_ inputs: [Symbol]) throws(ModelError) -> Symbol {
    try add(inputs[0], second(first(inputs[0])))
  }
}

/// A model that says in `call(_:)` what it computes.
final class Classifier: Model {
  private let hidden = Dense(128, activation: .relu)
  private let block = ResidualBlock()
  private let digits = Dense(10, activation: .softmax)

  override func call(_ input: Symbol) throws(ModelError) -> Symbol {
    try digits(block(hidden(input)))
  }
}

/// Section 4.1, subclassing: a layer and a model of one's own, trained like any other.
func subclassing(on group: ProcessGroup) throws {
  let ((trainImages, trainLabels), (testImages, testLabels)) = try MNIST.load(on: group)
  let model = Classifier(inputShapes: [[28 * 28]])
  try model.compile(
    optimizer: .adam, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
  try model.fit(
    trainImages.reshaped(to: [28 * 28]) / 255, trainLabels, epochs: 5, batchSize: 128, on: group)
  let (_, metrics) = try model.evaluate(
    testImages.reshaped(to: [28 * 28]) / 255, testLabels, on: group)
  group.print("Test \(metrics)")
}
