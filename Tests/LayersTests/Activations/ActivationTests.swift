import Engine
import FileFormats
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("Activation")
struct ActivationTests {
  private func outputs(
    _ function: ActivationFunction, shape: Shape, _ inputs: [Float]
  ) throws -> [Float] {
    let model = Sequential {
      Activation(function, inputShape: shape)
      Flatten()
    }
    let run = try ProgramRun(model, capacity: 1)
    return try run.predict(inputs, rows: 1)
  }

  @Test func rectifies() throws {
    expectSameBits(
      try outputs(.relu, shape: [2, 3], [-1, -0.0, 0, 2, -.infinity, .infinity]),
      [0, 0, 0, 2, 0, .infinity], "relu")
  }

  /// Equal numbers have equal shares, whose sum over two and three is exact or nearly so.
  @Test func takesTheSoftmaxOfEachRow() throws {
    let third: Float = 1 / 3
    expectSameBits(
      try outputs(.softmax, shape: [2, 3], [5, 5, 5, -.infinity, 1, 1]),
      [third, third, third, 0, 0.5, 0.5], "softmax of two rows")
  }

  @Test func leavesEverythingAsItIs() throws {
    let values: [Float] = [-1, -0.0, 0, 2, -.infinity, .infinity]
    expectSameBits(try outputs(.linear, shape: [6], values), values, "linear")
  }

  @Test func keepsTheShapeAndNeedsADimension() throws {
    #expect(try Activation(.relu).outputShape(for: [[2, 3, 4]]) == [2, 3, 4])
    #expect(
      throws: ModelError.shape(
        layer: "Activation", expected: "at least one dimension", found: [])
    ) { try Activation(.softmax).outputShape(for: [[]]) }
    #expect(Activation(.softmax).configuration == ["activation": "softmax"])
  }

  /// Each function is found by the name that Keras gives it.
  @Test func knowsItsFunctionsByName() {
    #expect(
      ActivationFunction.all.map(\.identifier) == [
        "linear", "relu", "softmax", "sigmoid", "tanh", "leaky_relu", "elu", "softplus",
        "exponential", "gelu", "silu",
      ])
    #expect(ActivationFunction.relu == .relu)
    #expect(ActivationFunction.relu != .softmax)
  }
}
