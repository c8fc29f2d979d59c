import FileFormats
import Models
import Testing

@Suite("MaxPooling2D")
struct MaxPooling2DTests {
  private func outputs(_ layer: MaxPooling2D, shape: Shape, _ inputs: [Float]) throws -> [Float] {
    let model = Sequential {
      InputLayer(shape: shape)
      layer
      Flatten()
    }
    let run = try ProgramRun(
      model, loss: SparseCategoricalCrossentropy(fromLogits: true), capacity: 1)
    return try run.predict(inputs, rows: 1)
  }

  @Test func takesTheLargestOfEachWindow() throws {
    expectSameBits(
      try outputs(
        MaxPooling2D(), shape: [2, 5, 1], [1, 2, -5, -6, 99, 4, 3, -7, -8, 99]), [4, -5],
      "two windows, the last column left out")
  }

  /// Otherwise the zeros around an image would be larger than its numbers.
  @Test func leavesThePaddingOut() throws {
    expectSameBits(
      try outputs(
        MaxPooling2D((2, 2), strides: (1, 1), padding: .same), shape: [2, 2, 1],
        [-4, -3, -2, -1]), [-1, -1, -1, -1], "negative numbers")
  }

  @Test func keepsChannelsApart() throws {
    expectSameBits(
      try outputs(MaxPooling2D((1, 2)), shape: [1, 2, 2], [1, -8, 1, -8]), [1, -8], "two channels")
  }

  @Test func hasKerassShapesAndDefaults() throws {
    let layer = MaxPooling2D()
    #expect(layer.poolSize == (2, 2))
    #expect(layer.strides == (2, 2))
    #expect(layer.padding == .valid)
    #expect(try layer.outputShape(for: [[13, 12, 64]]) == [6, 6, 64])
    #expect(
      try MaxPooling2D((3, 3), strides: (2, 1), padding: .same).outputShape(for: [[13, 12, 5]])
        == [7, 12, 5])
    #expect(layer.parameters(for: [[13, 12, 64]]).isEmpty)
  }

  @Test func namesItselfWhereAShapeDoesNotFit() {
    let layer = MaxPooling2D((3, 3), name: "p")
    #expect(
      throws: ModelError.shape(
        layer: "p",
        expected: "(None, height, width, channels), as MNIST's images reshaped to (28, 28, 1)",
        found: [784])
    ) { try layer.outputShape(for: [[784]]) }
    #expect(
      throws: ModelError.shape(
        layer: "p", expected: "images of at least 3 by 3, the window; or padding: .same",
        found: [3, 2, 1])
    ) { try layer.outputShape(for: [[3, 2, 1]]) }
    #expect(
      throws: ModelError.invalidValue(
        of: "the window's width of layer p", expected: "at least 1", found: "0")
    ) { try MaxPooling2D((2, 0), name: "p").outputShape(for: [[3, 2, 1]]) }
    #expect(
      throws: ModelError.invalidValue(
        of: "the stride's height of layer p", expected: "at least 1", found: "-1")
    ) { try MaxPooling2D((2, 2), strides: (-1, 1), name: "p").outputShape(for: [[3, 2, 1]]) }
  }

  @Test func comesBackFromItsConfiguration() throws {
    let original = MaxPooling2D((2, 3), strides: (1, 2), padding: .same)
    #expect(
      original.configuration == [
        "pool_size": [2, 3], "strides": [1, 2], "padding": "same",
        "data_format": "channels_last",
      ])
    let read = try #require(try readBack(original, inputShape: [9, 9, 2]) as? MaxPooling2D)
    #expect(read.configuration == original.configuration)
  }

  /// Strides that are left out or null are the window's size.
  @Test(
    arguments: [
      ["pool_size": [3, 3], "strides": nil], ["pool_size": 3], ["pool_size": 3, "strides": 3],
      ["pool_size": [3, 3], "strides": [3, 3], "padding": "valid"],
    ] as [JSON])
  func takesKerassForms(config: JSON) throws {
    let read = try #require(
      try layer("MaxPooling2D", config, inputShape: [9, 9, 1]) as? MaxPooling2D)
    #expect(read.poolSize == (3, 3))
    #expect(read.strides == (3, 3))
    #expect(read.padding == .valid)
  }

  @Test(
    "has the gradients of the plain loops",
    arguments: [
      PlainNetwork.overImages(
        "side by side, a rest left out", [5, 7, 2], [.maxPooling(.init((2, 2), strides: (2, 2)))]),
      .overImages("overlapping", [6, 5, 3], [.maxPooling(.init((3, 2), strides: (2, 1)))]),
      .overImages(
        "overlapping, same", [6, 5, 2],
        [.maxPooling(.init((3, 3), strides: (1, 2), padding: .same))]),
      .overImages(
        "behind a convolution", [6, 5, 1],
        [
          .convolution(3, .init((2, 2)), .relu), .maxPooling(.init((2, 2), strides: (1, 1))),
        ]),
    ])
  func gradients(network: PlainNetwork) throws {
    let mismatch = try GradientCheck.mismatch(
      network.model(), network, loss: .sparseCategoricalCrossentropy, seed: 120)
    #expect(mismatch == nil)
  }
}
