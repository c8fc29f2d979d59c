import Engine
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("AveragePooling2D")
struct AveragePooling2DTests {
  private func outputs(_ layer: AveragePooling2D, shape: Shape, _ inputs: [Float]) throws -> [Float]
  {
    let model = Sequential {
      InputLayer(shape: shape)
      layer
      Flatten()
    }
    let run = try ProgramRun(
      model, loss: SparseCategoricalCrossentropy(fromLogits: true), capacity: 1)
    return try run.predict(inputs, rows: 1)
  }

  @Test func takesTheMeanOfEachWindow() throws {
    expectSameBits(
      try outputs(
        AveragePooling2D(), shape: [2, 5, 1], [1, 2, -5, -6, 99, 4, 5, -7, -8, 99]),
      [3, -6.5], "two windows, the last column left out")
  }

  /// The divisor is the number of pixels inside the image.
  @Test func leavesThePaddingOut() throws {
    expectSameBits(
      try outputs(
        AveragePooling2D((2, 2), strides: (1, 1), padding: .same), shape: [2, 2, 1],
        [1, 3, 5, 7]), [4, 5, 6, 7], "windows that reach beyond the image")
  }
}
