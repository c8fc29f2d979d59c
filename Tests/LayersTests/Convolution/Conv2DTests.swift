import Engine
import FileFormats
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("Conv2D")
struct Conv2DTests {
  /// Small integers: each output is the image's number times 1 plus the one below and right times
  /// 10.
  @Test func isACrossCorrelationPlusTheBias() throws {
    var run = try ProgramRun(
      Sequential {
        Conv2D(2, (2, 2), inputShape: [3, 3, 1])
        Flatten()
      }, loss: SparseCategoricalCrossentropy(fromLogits: true), capacity: 1)
    let ranges = run.program.parameterSpace.parameters.map(\.range)
    run.weights.replaceSubrange(ranges[0], with: [1, 0, 0, 0, 0, 0, 10, -1])
    run.weights.replaceSubrange(ranges[1], with: [100, 0])
    expectSameBits(
      try run.predict([1, 2, 3, 4, 5, 6, 7, 8, 9], rows: 1),
      [151, -5, 162, -6, 184, -8, 195, -9], "two filters over 3 by 3")
  }

  /// Ones over ones count the pixels under each window; zeros lie at the bottom and right.
  @Test func padsAtTheBottomAndRightFirst() throws {
    var run = try ProgramRun(
      Sequential {
        Conv2D(1, (2, 2), padding: .same, useBias: false, inputShape: [2, 3, 1])
        Flatten()
      }, loss: SparseCategoricalCrossentropy(fromLogits: true), capacity: 1)
    run.weights.replaceSubrange(0..<4, with: [1, 1, 1, 1])
    expectSameBits(
      try run.predict([1, 1, 1, 1, 1, 1], rows: 1), [4, 4, 2, 2, 2, 1], "pixels under the windows")
  }

  @Test func hasKerasParametersAndShapes() throws {
    let layer = Conv2D(32, (3, 5), name: "c")
    #expect(try layer.outputShape(for: [[28, 28, 2]]) == [26, 24, 32])
    #expect(layer.parameters(for: [[28, 28, 2]]).map(\.name) == ["kernel", "bias"])
    #expect(layer.parameters(for: [[28, 28, 2]]).map(\.shape) == [[3, 5, 2, 32], [32]])
    #expect(
      layer.parameters(for: [[28, 28, 2]]).map(\.initializer.className)
        == ["GlorotUniform", "Zeros"])
    let plain = Conv2D(7, (3, 3), strides: (2, 1), padding: .same, useBias: false)
    #expect(try plain.outputShape(for: [[28, 5, 1]]) == [14, 5, 7])
    #expect(plain.parameters(for: [[28, 5, 1]]).map(\.name) == ["kernel"])
  }

  @Test(arguments: [Shape([784]), Shape([28, 28]), Shape([2, 28, 28, 1])])
  func refusesSamplesThatAreNoImage(shape: Shape) {
    #expect(
      throws: ModelError.shape(
        layer: "c",
        expected: "(None, height, width, channels), as MNIST's images reshaped to (28, 28, 1)",
        found: shape)
    ) { try Conv2D(8, (3, 3), name: "c").outputShape(for: [shape]) }
  }

  @Test(arguments: [Shape([2, 28, 1]), Shape([28, 2, 1])])
  func refusesAFilterLargerThanTheImage(shape: Shape) throws {
    #expect(
      throws: ModelError.shape(
        layer: "c", expected: "images of at least 3 by 3, the window; or padding: .same",
        found: shape)
    ) { try Conv2D(8, (3, 3), name: "c").outputShape(for: [shape]) }
    #expect(
      try Conv2D(8, (3, 3), padding: .same).outputShape(for: [shape])
        == Shape([shape.dimensions[0], shape.dimensions[1], 8]))
  }

  @Test(arguments: [
    ("filters", 0, (3, 3), (1, 1)), ("the window's height", 1, (0, 3), (1, 1)),
    ("the window's width", 1, (3, 0), (1, 1)), ("the stride's height", 1, (3, 3), (0, 1)),
    ("the stride's width", 1, (3, 3), (1, 0)),
  ])
  func refusesSizesOfZero(
    argument: String, filters: Int, kernelSize: (Int, Int), strides: (Int, Int)
  ) {
    #expect(
      throws: ModelError.invalidValue(
        of: "\(argument) of layer c", expected: "at least 1", found: "0")
    ) {
      try Conv2D(filters, kernelSize, strides: strides, name: "c")
        .outputShape(for: [[28, 28, 1]])
    }
  }

  @Test(arguments: [((Int.max, Int.max), (1, 1)), ((2, 2), (Int.max, 1))])
  func refusesSizesThatNothingHas(size: (Int, Int), strides: (Int, Int)) throws {
    let error = try #require(throws: ModelError.self) {
      try Conv2D(2, size, strides: strides, padding: .same).outputShape(for: [Shape([8, 8, 1])])
    }
    #expect("\(error)".contains("\(Int.max); expected at most"), "\(error)")
  }

  @Test func comesBackFromItsConfiguration() throws {
    let layer = Conv2D(
      3, (2, 3), strides: (2, 1), padding: .same, activation: .tanh, useBias: false)
    #expect(
      layer.configuration == [
        "filters": 3, "kernel_size": [2, 3], "strides": [2, 1], "padding": "same",
        "data_format": "channels_last", "activation": "tanh", "use_bias": false,
      ])
    let read = try #require(try readBack(layer, inputShape: [9, 9, 2]) as? Conv2D)
    #expect(read.configuration == layer.configuration)
  }

  /// Keras writes arrays, and takes a single number for both.
  @Test(arguments: [[3, 3], 3] as [JSON])
  func takesKerasForms(kernelSize: JSON) throws {
    let read = try #require(
      try layer("Conv2D", ["filters": 4, "kernel_size": kernelSize], inputShape: [9, 9, 1])
        as? Conv2D)
    #expect(read.kernelSize == (3, 3))
    #expect(read.strides == (1, 1))
    #expect(read.padding == .valid)
    #expect(read.useBias)
  }

  @Test func startsAsItsInitializersSay() throws {
    let layer = Conv2D(3, (2, 2), kernelInitializer: .glorotNormal, biasInitializer: .ones)
    #expect(
      layer.parameters(for: [[9, 9, 2]]).map(\.initializer.className) == ["GlorotNormal", "Ones"])
    #expect(layer.configuration["kernel_initializer"] == .part(GlorotNormal()))
    #expect(layer.configuration["bias_initializer"] == .part(Ones()))
    #expect(
      throws: ModelError.invalidValue(
        of: "value of initializer Constant", expected: "a finite number", found: "nan")
    ) {
      try Conv2D(3, (2, 2), biasInitializer: .constant(.nan)).outputShape(for: [[9, 9, 2]])
    }
  }

  @Test func namesAPaddingThatItDoesNotKnow() {
    #expect(
      throws: ModelError.unsupported(
        kind: "padding", name: "causal", path: "model.config.layers[1].config.padding",
        supported: ["valid", "same"])
    ) {
      try layer(
        "Conv2D", ["filters": 4, "kernel_size": 3, "padding": "causal"], inputShape: [9, 9, 1])
    }
  }
}
