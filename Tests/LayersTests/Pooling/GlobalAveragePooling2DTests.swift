import Engine
import FileFormats
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("GlobalAveragePooling2D")
struct GlobalAveragePooling2DTests {
  @Test func takesTheMeanOfEachChannel() throws {
    let model = Sequential {
      InputLayer(shape: [2, 2, 2])
      GlobalAveragePooling2D()
    }
    let run = try ProgramRun(
      model, loss: SparseCategoricalCrossentropy(fromLogits: true), capacity: 2)
    #expect(run.program.outputShapes[0] == [2])
    expectSameBits(
      try run.predict([1, 10, 2, 20, 3, 30, 6, -20, 0, 1, 0, 1, 0, 1, 4, 1], rows: 2),
      [3, 10, 1, 1], "two samples")
  }

  @Test func namesItselfWhereAShapeDoesNotFit() throws {
    let layer = GlobalAveragePooling2D(name: "g")
    #expect(try layer.outputShape(for: [[7, 5, 3]]) == [3])
    #expect(layer.configuration == ["data_format": "channels_last"])
    #expect(
      throws: ModelError.shape(
        layer: "g",
        expected: "(None, height, width, channels), as MNIST's images reshaped to (28, 28, 1)",
        found: [28, 28])
    ) { try layer.outputShape(for: [[28, 28]]) }
    #expect(try readBack(layer, inputShape: [7, 5, 3]) is GlobalAveragePooling2D)
  }
}
