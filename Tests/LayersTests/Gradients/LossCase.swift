import Engine
import FileFormats
import KerasFormat
import Layers
import ModelTestSupport
import Testing

/// A loss on a model's last activation, with answers of a kind.
struct LossCase: CustomTestStringConvertible, Sendable {
  let loss: any Loss
  /// The shape of the output.
  let shape: [Int]
  /// What the model ends in.
  let activation: ActivationFunction
  let answers: Answers

  init(
    _ loss: any Loss, on shape: [Int], _ activation: ActivationFunction, _ answers: Answers
  ) {
    self.loss = loss
    self.shape = shape
    self.activation = activation
    self.answers = answers
  }

  var testDescription: String {
    let arguments = loss.configuration.sorted { $0.key < $1.key }
      .map { "\($0.key) \(JSON($0.value).serialized())" }
    return ([loss.className] + arguments + ["of \(activation.identifier) \(shape)", "\(answers)"])
      .joined(separator: ", ")
  }

  /// A small network with the output.
  func model() throws -> Model {
    let input = Symbol.input(shape: [3])
    let hidden = try Dense(4, activation: .tanh)(input)
    var output = try Dense(shape.reduce(1, *))(hidden)
    if shape.count > 1 { output = try Reshape(Shape(shape))(output) }
    return Model(inputs: [input], outputs: [try Activation(activation)(output)])
  }
}

extension LossCase {
  /// Every loss with every one of its arguments and kinds of labels.
  static let all = categorical + sparse + binary + numeric

  static let categorical = [Float(0), 0.1].flatMap { smoothing in
    [Answers.oneHot, .distributions].flatMap { answers in
      [
        LossCase(
          CategoricalCrossentropy(labelSmoothing: smoothing), on: [4], .softmax, answers),
        LossCase(
          CategoricalCrossentropy(labelSmoothing: smoothing), on: [4], .softplus, answers),
        LossCase(
          CategoricalCrossentropy(fromLogits: true, labelSmoothing: smoothing), on: [4], .linear,
          answers),
        LossCase(
          CategoricalCrossentropy(fromLogits: true, labelSmoothing: smoothing), on: [4], .softmax,
          answers),
      ]
    }
  }

  static let sparse = [
    LossCase(SparseCategoricalCrossentropy(), on: [4], .softmax, .integers),
    LossCase(SparseCategoricalCrossentropy(), on: [19], .softmax, .integers),
    LossCase(SparseCategoricalCrossentropy(), on: [4], .sigmoid, .integers),
    LossCase(SparseCategoricalCrossentropy(), on: [5], .softplus, .integers),
    LossCase(SparseCategoricalCrossentropy(fromLogits: true), on: [4], .linear, .integers),
    LossCase(SparseCategoricalCrossentropy(fromLogits: true), on: [4], .softmax, .integers),
  ]

  static let binary = [Float(0), 0.2].flatMap { smoothing in
    [
      LossCase(BinaryCrossentropy(labelSmoothing: smoothing), on: [1], .sigmoid, .bits),
      LossCase(BinaryCrossentropy(labelSmoothing: smoothing), on: [5], .sigmoid, .shares),
      LossCase(BinaryCrossentropy(labelSmoothing: smoothing), on: [4], .sigmoid, .oneHot),
      LossCase(BinaryCrossentropy(labelSmoothing: smoothing), on: [2, 3], .sigmoid, .bits),
      LossCase(BinaryCrossentropy(labelSmoothing: smoothing), on: [4], .softmax, .oneHot),
      LossCase(BinaryCrossentropy(labelSmoothing: smoothing), on: [3], .softmax, .shares),
      LossCase(
        BinaryCrossentropy(fromLogits: true, labelSmoothing: smoothing), on: [1], .linear, .bits),
      LossCase(
        BinaryCrossentropy(fromLogits: true, labelSmoothing: smoothing), on: [3], .linear, .shares),
      LossCase(
        BinaryCrossentropy(fromLogits: true, labelSmoothing: smoothing), on: [3], .sigmoid, .bits),
    ]
  }

  static let numeric = [
    LossCase(Poisson(), on: [1], .exponential, .counts),
    LossCase(Poisson(), on: [3], .softplus, .counts),
    LossCase(Poisson(), on: [4], .softmax, .oneHot),
    LossCase(MeanSquaredError(), on: [1], .linear, .numbers),
    LossCase(MeanSquaredError(), on: [2, 3], .tanh, .numbers),
    LossCase(MeanSquaredError(), on: [4], .softmax, .oneHot),
    LossCase(MeanSquaredError(), on: [17], .linear, .numbers),
    LossCase(MeanAbsoluteError(), on: [1], .linear, .numbers),
    LossCase(MeanAbsoluteError(), on: [2, 3], .tanh, .numbers),
    LossCase(MeanAbsoluteError(), on: [17], .linear, .numbers),
  ]
}
