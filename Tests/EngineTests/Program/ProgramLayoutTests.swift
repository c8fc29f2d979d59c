import Engine
import Layers
import ModelTestSupport
import Testing

/// Networks that put operations in place, on top of each other, and apart: whatever the layout
/// decides, values and gradients must be those of the plain loops.
@Suite("ProgramLayout")
struct ProgramLayoutTests {
  /// A list of layers, which may end in a softmax, in logits or in something else.
  struct Network: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let inputShape: Shape
    let fromLogits: Bool
    let hasPositiveWeights: Bool
    let layers: @Sendable () -> [any Layer]

    init(
      _ description: String, on inputShape: Shape, fromLogits: Bool = false,
      hasPositiveWeights: Bool = false, @LayerList layers: @escaping @Sendable () -> [any Layer]
    ) {
      testDescription = description
      self.inputShape = inputShape
      self.fromLogits = fromLogits
      self.hasPositiveWeights = hasPositiveWeights
      self.layers = layers
    }

    func model() -> Sequential { Sequential([InputLayer(shape: inputShape)] + layers()) }
  }

  static let networks = [
    Network("the tutorial's shape", on: [9]) {
      Dense(17, activation: .relu)
      Dense(10, activation: .softmax)
    },
    Network("one linear layer", on: [5], fromLogits: true) { Dense(4) },
    Network("logits behind a rectifier", on: [6], fromLogits: true) {
      Dense(8, activation: .relu)
      Dense(3)
    },
    Network("softmax as a layer on a rectifying one", on: [6]) {
      Dense(7, activation: .relu)
      Activation(.softmax)
    },
    Network("rectifier and softmax as layers", on: [6]) {
      Dense(7)
      Activation(.relu)
      Activation(.softmax)
    },
    Network("a rectifier twice", on: [6]) {
      Dense(7, activation: .relu)
      Activation(.relu)
      Dense(4, activation: .softmax)
    },
    Network("softmax in the middle", on: [6]) {
      Dense(18, activation: .softmax)
      Dense(5, activation: .softmax)
    },
    Network("softmax on softmax", on: [6]) {
      Dense(5)
      Activation(.softmax)
      Activation(.softmax)
      Dense(4, activation: .softmax)
    },
    Network("softmax under cross-entropy's own", on: [6]) {
      Dense(5, activation: .softmax)
      Activation(.softmax)
    },
    Network("flattened rows", on: [3, 4]) {
      Flatten()
      Dense(5, activation: .relu)
      Dense(3, activation: .softmax)
    },
    Network("softmax over rows, then flattened", on: [3, 4]) {
      Activation(.softmax)
      Flatten()
      Dense(3, activation: .softmax)
    },
    Network("a rectifying convolution, pooled", on: [6, 6, 2]) {
      Conv2D(3, (3, 3), activation: .relu)
      MaxPooling2D((2, 2))
      Flatten()
      Dense(3, activation: .softmax)
    },
    Network("convolutions pooled, and a row left over", on: [9, 9, 16]) {
      Conv2D(16, (2, 2), useBias: false)
      MaxPooling2D((2, 2))
      Conv2D(16, (2, 2), padding: .same, activation: .relu)
      MaxPooling2D((3, 3))
      Flatten()
      Dense(3, activation: .softmax)
    },
    Network("a convolution pooled by windows that overlap, and one rectified later", on: [7, 7, 1])
    {
      Conv2D(2, (2, 2), activation: .relu)
      MaxPooling2D((3, 3), strides: (1, 1))
      Conv2D(3, (2, 2))
      Activation(.relu)
      MaxPooling2D((2, 2), padding: .same)
      Flatten()
      Dense(3, activation: .softmax)
    },
    Network("flattened in the middle", on: [4]) {
      Dense(5)
      Flatten()
      Activation(.relu)
      Flatten()
      Dense(3, activation: .softmax)
    },
    Network("softmax hidden behind a shape", on: [4]) {
      Dense(5, activation: .softmax)
      Flatten()
    },
    Network("without biases", on: [6]) {
      Dense(7, activation: .relu, useBias: false)
      Dense(4, activation: .softmax, useBias: false)
    },
    Network("linear activations", on: [6], fromLogits: true) {
      Activation(.linear)
      Dense(4, activation: .linear)
      Activation(.linear)
      Dense(3)
    },
    Network("outputs that are no distribution", on: [6], hasPositiveWeights: true) {
      Activation(.softmax)
      Dense(7, activation: .relu)
      Dense(4, activation: .relu)
    },
    Network(
      "a rectifier behind linear outputs that are no distribution", on: [6],
      hasPositiveWeights: true
    ) {
      Activation(.softmax)
      Dense(4)
      Activation(.relu)
    },
    Network("two layers of filters first", on: [6, 5, 2]) {
      Conv2D(3, (3, 3), padding: .same, activation: .relu)
      MaxPooling2D((2, 2))
      Conv2D(4, (2, 2), strides: (1, 2), activation: .tanh)
      Flatten()
      Dense(3, activation: .softmax)
    },
  ]

  @Test(arguments: networks)
  func givesTheNumbersOfPlainLoops(network: Network) throws {
    let losses: [any Loss] = [
      SparseCategoricalCrossentropy(fromLogits: network.fromLogits),
      CategoricalCrossentropy(fromLogits: network.fromLogits),
    ]
    for loss in losses {
      let mismatch = try GradientCheck.mismatch(
        network.model(), loss: loss, seed: 70,
        .init(hasPositiveWeights: network.hasPositiveWeights))
      #expect(mismatch == nil, "\(loss.identifier)")
    }
  }
}
