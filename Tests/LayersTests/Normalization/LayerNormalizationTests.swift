import Engine
import FileFormats
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("LayerNormalization")
struct LayerNormalizationTests {
  /// Rows of ±1 around a mean have variance 1 and, with epsilon 3, half their distance.
  @Test func normalizesEachRowByItself() throws {
    let model = Sequential {
      InputLayer(shape: [2, 2])
      LayerNormalization(epsilon: 3)
      Flatten()
    }
    var run = try ProgramRun(
      model, loss: SparseCategoricalCrossentropy(fromLogits: true), capacity: 2)
    let inputs: [Float] = [4, 6, -1, -3, 7, 7, 1, 1.5]
    let small: Float = 0.25 * (1 / 1.75)
    expectSameBits(
      try run.predict(inputs, rows: 2), [-0.5, 0.5, 0.5, -0.5, 0, 0, -small, small],
      "gamma 1, beta 0")
    let ranges = run.program.parameterSpace.parameters.map(\.range)
    run.weights.replaceSubrange(ranges[0], with: [2, 4])
    run.weights.replaceSubrange(ranges[1], with: [10, 20])
    expectSameBits(
      Array(try run.predict(inputs, rows: 2)[..<4]), [9, 22, 11, 18], "gamma 2, 4 and beta 10, 20")
  }

  @Test func hasKerasParametersAndDefaults() throws {
    let layer = LayerNormalization(name: "n")
    #expect(
      layer.configuration == ["axis": [-1], "epsilon": 0.001, "center": true, "scale": true])
    #expect(try layer.outputShape(for: [[4, 5, 3]]) == [4, 5, 3])
    let parameters = layer.parameters(for: [[4, 5, 3]])
    #expect(parameters.map(\.name) == ["gamma", "beta"])
    #expect(parameters.map(\.shape) == [[3], [3]])
    #expect(parameters.map(\.initializer.className) == ["Ones", "Zeros"])
    let image = LayerNormalization(axis: [1, 2, 3], center: false)
    #expect(image.parameters(for: [[4, 5, 3]]).map(\.name) == ["gamma"])
    #expect(image.parameters(for: [[4, 5, 3]]).map(\.shape) == [[4, 5, 3]])
    #expect(image.configuration["axis"] == [1, 2, 3])
    #expect(
      LayerNormalization(center: false, scale: false).parameters(for: [[3]]).isEmpty)
  }

  @Test(arguments: [[-1], [3], [-2, -1], [2, 3], [-3, 2, -1]])
  func takesTheLastFewAxes(axis: [Int]) throws {
    #expect(try LayerNormalization(axis: axis).outputShape(for: [[4, 5, 3]]) == [4, 5, 3])
  }

  @Test(arguments: [[1], [-2], [1, 3], [3, 2], [3, -1], []])
  func refusesOtherAxes(axis: [Int]) {
    #expect(
      throws: ModelError.invalidValue(
        of: "axis of layer n",
        expected:
          "the last axis, or the last few in order, for its input of shape (None, 4, 5, 3)",
        found: "\(axis)")
    ) { try LayerNormalization(axis: axis, name: "n").outputShape(for: [[4, 5, 3]]) }
  }

  @Test func refusesTheBatchsAxis() {
    #expect(
      throws: ModelError.invalidValue(
        of: "axis of layer n", expected: "1 to 1 or -1 to -1 for its input of shape (None, 4)",
        found: "0")
    ) { try LayerNormalization(axis: 0, name: "n").outputShape(for: [[4]]) }
  }

  @Test(arguments: [-1e-3, .nan, .infinity])
  func refusesAnEpsilonThatCannotBe(epsilon: Double) {
    #expect(
      throws: ModelError.invalidValue(
        of: "epsilon of layer n", expected: "a number from 0 up", found: "\(epsilon)")
    ) { try LayerNormalization(epsilon: epsilon, name: "n").outputShape(for: [[4]]) }
  }
}
