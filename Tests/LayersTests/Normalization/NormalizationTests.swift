import Engine
import KerasFormat
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("Normalization")
struct NormalizationTests {
  private func run(_ layer: Normalization, shape: Shape, _ inputs: [Float]) throws -> [Float] {
    let model = Sequential([InputLayer(shape: shape), layer, Flatten()])
    return try ProgramRun(
      model, loss: CategoricalCrossentropy(fromLogits: true), capacity: 8
    ).predict(inputs, rows: inputs.count / shape.elementCount)
  }

  /// Keras 3.15.1 on JAX, `layer.adapt(x); layer(x)`: the numbers that it prints.
  @Test("computes what Keras computes, and a constant feature is 0")
  func keras() throws {
    let layer = Normalization(inputShape: [4])
    _ = try Sequential([layer]).weights()
    try layer.setWeights([
      [2.450000047683716, 32.599998474121094, 7, 20000.30078125],
      [12.110000610351562, 9459.041015625, 0, 1599988096],
    ])
    let rows: [Float] = [1.5, 200, 7, -3, 2.5, -100, 7, 4, 0, 0, 7.5, 0]
    let expected: [Float] = [
      -0.2729930281639099, 1.7212021350860596, 0, -0.5000843405723572,
      0.01436803862452507, -1.3633896112442017, 0, -0.499909371137619,
      -0.7040346264839172, -0.3351922929286957, 5_000_000, -0.5000093579292297,
    ]
    let found = try run(layer, shape: [4], rows)
    for (found, expected) in zip(found, expected) {
      // Keras's compiler may multiply by a reciprocal: two roundings more.
      #expect(abs(found - expected) <= 3 * expected.ulp, "\(found), \(expected)")
    }
  }

  @Test("maps standardized numbers back, as Keras does")
  func inverts() throws {
    let layer = Normalization(mean: [1, 2, 3, 4], variance: [1, 4, 0, 1e-20], invert: true)
    expectSameBits(
      try run(layer, shape: [4], [1.5, 200, 7, -3]),
      [2.5, 402, 3.0000007152557373, 3.999999761581421], "Keras 3.15.1 on JAX")
    let all = Normalization(axis: [], mean: [1.5], variance: [4])
    expectSameBits(
      try run(all, shape: [4], [1.5, 200, 7, -3]), [0, 99.25, 2.75, -2.25],
      "one mean and variance, Keras 3.15.1 on JAX")
  }

  @Test("gives each index along its axes numbers of its own")
  func axes() throws {
    // Elements 0 to 11 of rows, columns and channels; what is subtracted shows the index.
    let inputs = (0..<12).map(Float.init)
    let cases: [([Int], [Float])] = [
      ([-1], (0..<12).map { Float($0 % 2) * 100 }),
      ([1], (0..<12).map { Float($0 / 6) * 100 }),
      ([2], (0..<12).map { Float($0 / 2 % 3) * 100 }),
      ([3, 1], (0..<12).map { Float($0 / 6 * 2 + $0 % 2) * 100 }),
      ([1, 2, 3], (0..<12).map { Float($0) * 100 }),
      ([], [Float](repeating: 0, count: 12)),
    ]
    for (axis, shifts) in cases {
      let layer = Normalization(axis: axis, inputShape: [2, 3, 2])
      _ = try Sequential([layer]).weights()
      let count = layer.weights[0].values.count
      try layer.setWeights([
        (0..<count).map { Float($0) * 100 }, [Float](repeating: 4, count: count),
      ])
      let expected = zip(inputs, shifts).map { ($0 - $1) / 2 }
      #expect(try run(layer, shape: [2, 3, 2], inputs + inputs) == expected + expected, "\(axis)")
    }
  }

  @Test("has Keras's variables, which training does not change, and arguments")
  func variables() throws {
    let layer = Normalization()
    #expect(
      layer.configuration == ["axis": [-1], "mean": nil, "variance": nil, "invert": false])
    let parameters = layer.parameters(for: [[4, 5, 3]])
    #expect(parameters.map(\.name) == ["mean", "variance"])
    #expect(parameters.map(\.shape) == [[3], [3]])
    #expect(parameters.map(\.initializer.className) == ["Zeros", "Ones"])
    #expect(parameters.allSatisfy { !$0.isTrainable })
    #expect(Normalization(axis: []).parameters(for: [[4, 5]]).map(\.shape) == [[], []])
    #expect(Normalization(axis: [3, 1]).parameters(for: [[4, 5, 3]])[0].shape == [4, 3])
    #expect(Normalization(mean: [1], variance: [2]).parameters(for: [[3]]).isEmpty)
    let model = Sequential([InputLayer(shape: [4]), Normalization(), Dense(1)])
    #expect(
      try model.weights().map(\.name)
        == ["normalization/mean", "normalization/variance", "dense/kernel", "dense/bias"])
    #expect(try model.summary().contains("Non-trainable params: 8"))
  }

  @Test("computes nothing of samples without elements")
  func empty() throws {
    #expect(try Normalization().outputShape(for: [[0]]) == [0])
    #expect(Normalization().operations(for: [[0]]).count == 1)
    #expect(Normalization(axis: 1).operations(for: [[2, 0]])[0].scratchCount(rows: 4) == 0)
  }

  /// Layers with arguments that do not fit samples of two rows and three columns, and what is said.
  private static var wrong: [(layer: Normalization, words: String)] {
    [
      (Normalization(mean: [1], name: "n"), "mean and variance of layer n is mean alone"),
      (
        Normalization(variance: [1], name: "n"),
        "mean and variance of layer n is variance alone"
      ),
      (
        Normalization(mean: [1, 2], variance: [1, 2], name: "n"),
        "mean of layer n is 2; expected 3 numbers, or 1"
      ),
      (
        Normalization(mean: [1], variance: [1, 2, 3], name: "n"),
        "the number of variances of layer n is 3; expected 1"
      ),
      (
        Normalization(mean: [1, 2, .nan], variance: [1, 2, 3], name: "n"),
        "mean of layer n is nan; expected finite numbers"
      ),
      (
        Normalization(mean: [1, 2, 3], variance: [1, 2, -3], name: "n"),
        "variance of layer n is -3.0; expected finite numbers from 0 up"
      ),
      (Normalization(axis: 0, name: "n"), "axis of layer n is 0; expected 1 to 2"),
      (
        Normalization(axis: [2, -1], name: "n"),
        "axis of layer n is [2, -1]; expected each axis"
      ),
      (
        Normalization(axis: [1, 2], mean: [1], variance: [1], name: "n"),
        "axis of layer n is [1, 2]; expected at most one beside mean and variance"
      ),
    ]
  }

  @Test("refuses arguments that do not fit", arguments: 0..<9)
  func refuses(index: Int) throws {
    try #require(Self.wrong.count == 9)
    let (layer, words) = Self.wrong[index]
    let error = #expect(throws: ModelError.self) { try layer.outputShape(for: [[2, 3]]) }
    #expect(error?.description.hasPrefix(words) == true, "\(error as Any)")
  }
}

@Suite("Normalization.isUnadapted")
struct UnadaptedNormalizationTests {
  @Test("is true until there are a mean and a variance")
  func values() throws {
    let layer = Normalization(inputShape: [2])
    #expect(layer.isUnadapted)
    _ = try Sequential([layer]).weights()
    #expect(layer.isUnadapted)
    try layer.setWeights([[0, 0], [1, 4]])
    #expect(!layer.isUnadapted)
    #expect(!Normalization(mean: [0], variance: [1]).isUnadapted)
  }
}

@Suite("Graph.rescalesBytes")
struct RescalesBytesTests {
  private func model(_ means: [Float], _ variances: [Float]) throws -> Sequential {
    let layer = Normalization(inputShape: [2])
    let model = Sequential([layer, Dense(1)])
    _ = try model.weights()
    try layer.setWeights([means, variances])
    return model
  }

  @Test("tells statistics of bytes from those of bytes that were divided")
  func statistics() throws {
    #expect(try model([120, 3], [4_000, 200]).graph().rescalesBytes)
    #expect(try model([0, 1], [0, 800]).graph().rescalesBytes)
    #expect(try !model([0.4, 0.9], [0.25, 0.01]).graph().rescalesBytes)
    #expect(try !Sequential([Normalization(inputShape: [2])]).graph().rescalesBytes)
    let fixed = Normalization(mean: [100], variance: [4], inputShape: [2])
    #expect(try Sequential([fixed]).graph().rescalesBytes)
    #expect(try Sequential([Rescaling(1.0 / 255, inputShape: [2])]).graph().rescalesBytes)
  }
}
