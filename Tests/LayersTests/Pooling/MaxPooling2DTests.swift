import Engine
import Layers
import ModelTestSupport
import TestSupport
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
}
