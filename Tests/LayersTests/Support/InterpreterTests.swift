import Engine
import Layers
import ModelTestSupport
import Testing

/// The judge is judged by numbers that were worked out by hand.
@Suite("Interpreter")
struct InterpreterTests {
  /// A layer's outputs for one sample or several, with the variables given.
  private func outputs(
    _ layer: any Layer, _ shape: Shape, _ values: [Double], _ variables: [String: [Double]] = [:],
    isTraining: Bool = false
  ) throws -> [Double] {
    let graph = try Sequential([InputLayer(shape: shape), layer]).graph()
    let named = variables.map { ("\(graph.calls[1].name)/\($0.key)", $0.value) }
    let settings = Interpreter.Settings(
      variables: Dictionary(uniqueKeysWithValues: named), isTraining: isTraining)
    return try Interpreter(graph).tensors([values], settings)[1].values
  }

  @Test func multipliesRowsByColumns() throws {
    #expect(
      try outputs(Dense(2), [3], [1, 2, 3], ["kernel": [1, 10, 2, 20, 3, 30], "bias": [1, -1]])
        == [15, 139])
    #expect(
      try outputs(Dense(1, useBias: false), [2, 2], [1, 2, 3, 4], ["kernel": [1, 10]]) == [21, 43])
  }

  /// Filters of 2 by 2 with 1, 10, 100, 1000; padding is at the bottom and on the right.
  @Test func slidesFilters() throws {
    let (image, kernel) = ([1, 2, 3, 4, 5, 6, 7, 8, 9.0], [1, 10, 100, 1_000.0])
    let variables = ["kernel": kernel, "bias": [0.0]]
    #expect(
      try outputs(Conv2D(1, (2, 2)), [3, 3, 1], image, variables)
        == [5_421, 6_532, 8_754, 9_865])
    #expect(
      try outputs(
        Conv2D(1, (2, 2), strides: (2, 2), padding: .same), [3, 3, 1], image, variables)
        == [5_421, 603, 87, 9])
  }

  @Test func poolsWindows() throws {
    let image = [1, -2, 3, -4, 5, -6, 7, -8, 9.0]
    #expect(try outputs(MaxPooling2D((2, 2)), [3, 3, 1], image) == [5])
    #expect(try outputs(AveragePooling2D((2, 2)), [3, 3, 1], image) == [0])
    #expect(
      try outputs(MaxPooling2D((2, 2), padding: .same), [3, 3, 1], image) == [5, 3, 7, 9])
    #expect(
      try outputs(AveragePooling2D((2, 2), padding: .same), [3, 3, 1], image)
        == [0, -1.5, -0.5, 9])
    #expect(try outputs(GlobalAveragePooling2D(), [1, 2, 2], [1, 10, 3, 30]) == [2, 20])
  }

  /// Mean 2 and variance 1, with epsilon 3; two samples in training.
  @Test func normalizes() throws {
    #expect(
      try outputs(
        LayerNormalization(epsilon: 3), [2], [1, 3], ["gamma": [4, 2], "beta": [1, 0]])
        == [-1, 1])
    let variables = ["moving_mean": [1.0], "moving_variance": [13.0]]
    let layer = BatchNormalization(epsilon: 3, center: false, scale: false)
    #expect(try outputs(layer, [1], [1, 3], variables, isTraining: true) == [-0.5, 0.5])
    #expect(try outputs(layer, [1], [1, 3], variables) == [0, 0.5])
  }

  @Test func hasKerasActivations() throws {
    #expect(try outputs(Activation(.leakyReLU), [2], [-1, 2]) == [-0.2, 2])
    #expect(try outputs(LeakyReLU(), [2], [-1, 2]) == [Double(-0.3 as Float), 2])
    #expect(try outputs(ELU(alpha: 2), [2], [-1e9, 2]) == [-2, 2])
    #expect(try outputs(Activation(.softmax), [2, 2], [5, 5, 0, -1e9]) == [0.5, 0.5, 1, 0])
    #expect(try outputs(Activation(.silu), [2], [0, -1e3]) == [0, -0.0])
  }

  @Test func dropsNothingAtInference() throws {
    #expect(try outputs(Dropout(0.5), [2], [1, 2]) == [1, 2])
  }
}
