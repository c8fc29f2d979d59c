import Engine
import FileFormats
import KerasFormat
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("Dense")
struct DenseTests {
  /// Every sum of these small integers is exact; W counts up row by row.
  @Test func isTheProductPlusTheBias() throws {
    var run = try ProgramRun(
      Sequential { Dense(3, inputShape: [2]) },
      loss: SparseCategoricalCrossentropy(fromLogits: true), capacity: 2)
    run.weights.replaceSubrange(0..<6, with: [1, 2, 3, 4, 5, 6])
    run.weights.replaceSubrange(16..<19, with: [10, 20, -30])
    expectSameBits(
      try run.predict([1, 2, -1, 1], rows: 2), [19, 32, -15, 13, 23, -27], "x W + b")
  }

  @Test(arguments: [false, true])
  func rectifiesWithAndWithoutABias(useBias: Bool) throws {
    var run = try ProgramRun(
      Sequential { Dense(3, activation: .relu, useBias: useBias, inputShape: [2]) }, capacity: 1)
    run.weights.replaceSubrange(0..<6, with: [1, -2, 3, -4, 5, -6])
    let expected: [Float] = [0, 8, 0]
    expectSameBits(try run.predict([1, 2], rows: 1), expected, "useBias \(useBias)")
  }

  @Test func hasKerasParametersAndShapes() throws {
    let dense = Dense(3, name: "d")
    #expect(try dense.outputShape(for: [[5]]) == [3])
    #expect(dense.parameters(for: [[5]]).map(\.name) == ["kernel", "bias"])
    #expect(dense.parameters(for: [[5]]).map(\.shape) == [[5, 3], [3]])
    #expect(
      dense.parameters(for: [[5]]).map(\.initializer.className) == ["GlorotUniform", "Zeros"])
    #expect(Dense(3, useBias: false).parameters(for: [[5]]).map(\.name) == ["kernel"])
    #expect(
      dense.configuration == ["units": 3, "activation": "linear", "use_bias": true])
  }

  @Test(arguments: [0, -3])
  func refusesToHaveNoUnits(units: Int) {
    #expect(
      throws: ModelError.invalidValue(
        of: "units of layer d", expected: "at least 1", found: "\(units)")
    ) { try Dense(units, name: "d").outputShape(for: [[5]]) }
  }

  @Test func refusesSamplesWithoutAnAxis() {
    #expect(
      throws: ModelError.shape(layer: "d", expected: "(None, inputs)", found: [])
    ) { try Dense(3, name: "d").outputShape(for: [[]]) }
  }

  /// Each row of a sample by itself, with the same weights.
  @Test func worksOnTheLastAxis() throws {
    let dense = Dense(3)
    #expect(try dense.outputShape(for: [[4, 5, 2]]) == [4, 5, 3])
    #expect(dense.parameters(for: [[4, 5, 2]]).map(\.shape) == [[2, 3], [3]])
    var run = try ProgramRun(
      Sequential {
        Dense(3, inputShape: [2, 2])
        Flatten()
      },
      loss: SparseCategoricalCrossentropy(fromLogits: true), capacity: 2)
    run.weights.replaceSubrange(0..<6, with: [1, 2, 3, 4, 5, 6])
    run.weights.replaceSubrange(16..<19, with: [10, 20, -30])
    expectSameBits(
      try run.predict([1, 2, -1, 1, 0, 0, 1, 0], rows: 2),
      [19, 32, -15, 13, 23, -27, 10, 20, -30, 11, 22, -27], "x W + b, row by row")
  }

  @Test func startsAsItsInitializersSay() throws {
    let dense = Dense(
      3, kernelInitializer: .heNormal, biasInitializer: .constant(0.25), name: "d")
    #expect(
      dense.parameters(for: [[5]]).map(\.initializer.className) == ["HeNormal", "Constant"])
    #expect(dense.configuration["kernel_initializer"] == .part(HeNormal()))
    #expect(
      dense.configuration["bias_initializer"].map { JSON($0) }
        == [
          "module": "keras.initializers", "class_name": "Constant", "config": ["value": 0.25],
          "registered_name": nil,
        ])
    #expect(
      throws: ModelError.invalidValue(
        of: "stddev of initializer RandomNormal", expected: "a number from 0 up", found: "-1.0")
    ) { try Dense(3, kernelInitializer: .randomNormal(stddev: -1)).outputShape(for: [[5]]) }
  }
}
