import Engine
import FileFormats
import Layers
import ModelTestSupport
import TestSupport
import Testing

/// What the two kinds of pooling share.
@Suite("Pooling2D")
struct Pooling2DTests {
  /// One of the two classes.
  enum Kind: String, CaseIterable, CustomTestStringConvertible {
    case largest = "MaxPooling2D"
    case mean = "AveragePooling2D"

    var testDescription: String { rawValue }

    func layer(
      _ size: (Int, Int) = (2, 2), strides: (Int, Int)? = nil, padding: Padding = .valid,
      name: String? = nil
    ) -> any Pooling2D {
      switch self {
      case .largest: MaxPooling2D(size, strides: strides, padding: padding, name: name)
      case .mean: AveragePooling2D(size, strides: strides, padding: padding, name: name)
      }
    }
  }

  @Test(arguments: Kind.allCases)
  func keepsChannelsApart(kind: Kind) throws {
    let model = Sequential {
      InputLayer(shape: [1, 2, 2])
      kind.layer((1, 2))
      Flatten()
    }
    let run = try ProgramRun(
      model, loss: SparseCategoricalCrossentropy(fromLogits: true), capacity: 1)
    expectSameBits(try run.predict([1, -8, 1, -8], rows: 1), [1, -8], "two channels")
  }

  @Test(arguments: Kind.allCases)
  func hasKerasShapesAndDefaults(kind: Kind) throws {
    let layer = kind.layer()
    #expect(layer.className == kind.rawValue)
    #expect(layer.windows.poolSize == (2, 2))
    #expect(layer.windows.strides == (2, 2))
    #expect(layer.windows.padding == .valid)
    #expect(try layer.outputShape(for: [[13, 12, 64]]) == [6, 6, 64])
    #expect(
      try kind.layer((3, 3), strides: (2, 1), padding: .same).outputShape(for: [[13, 12, 5]])
        == [7, 12, 5])
    #expect(layer.parameters(for: [[13, 12, 64]]).isEmpty)
  }

  @Test(arguments: Kind.allCases)
  func namesItselfWhereAShapeDoesNotFit(kind: Kind) {
    let layer = kind.layer((3, 3), name: "p")
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
    ) { try kind.layer((2, 0), name: "p").outputShape(for: [[3, 2, 1]]) }
    #expect(
      throws: ModelError.invalidValue(
        of: "the stride's height of layer p", expected: "at least 1", found: "-1")
    ) { try kind.layer((2, 2), strides: (-1, 1), name: "p").outputShape(for: [[3, 2, 1]]) }
  }

  @Test(arguments: Kind.allCases)
  func comesBackFromItsConfiguration(kind: Kind) throws {
    let original = kind.layer((2, 3), strides: (1, 2), padding: .same)
    #expect(
      original.configuration == [
        "pool_size": [2, 3], "strides": [1, 2], "padding": "same",
        "data_format": "channels_last",
      ])
    let read = try #require(try readBack(original, inputShape: [9, 9, 2]) as? any Pooling2D)
    #expect(read.className == kind.rawValue)
    #expect(read.configuration == original.configuration)
  }

  /// Strides that are left out or null are the window's size.
  @Test(
    arguments: Kind.allCases,
    [
      ["pool_size": [3, 3], "strides": nil], ["pool_size": 3], ["pool_size": 3, "strides": 3],
      ["pool_size": [3, 3], "strides": [3, 3], "padding": "valid"],
    ] as [JSON])
  func takesKerasForms(kind: Kind, config: JSON) throws {
    let read = try #require(
      try layer(kind.rawValue, config, inputShape: [9, 9, 1]) as? any Pooling2D)
    #expect(read.windows.poolSize == (3, 3))
    #expect(read.windows.strides == (3, 3))
    #expect(read.windows.padding == .valid)
  }
}
