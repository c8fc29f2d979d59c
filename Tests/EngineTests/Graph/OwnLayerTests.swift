import Engine
import FileFormats
import Layers
import ModelTestSupport
import TestSupport
import Testing

/// What a user of the library writes for an operation that it does not have: `y = w · x³`, element
/// by element, with one `w` for each index in a sample.
///
/// Only what is public is used.
final class Cube: Layer {
  let state = LayerState()
  let name: String?
  var className: String { "Cube" }

  init(name: String? = nil) {
    self.name = name
  }

  func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape {
    guard let shape = inputs.first, inputs.count == 1 else {
      throw .invalidValue(
        of: "the number of inputs of layer \(name ?? className)", expected: "1",
        found: "\(inputs.count)")
    }
    return shape
  }

  func parameters(for inputs: [Shape]) -> [ParameterSpecification] {
    [
      ParameterSpecification(
        name: "weight", shape: inputs[0].dimensions, initializer: Constant(0.5))
    ]
  }

  func operations(for inputs: [Shape]) -> [any Operation] {
    [CubeOperation(size: inputs[0].elementCount)]
  }
}

/// The arithmetic of `Cube`.
struct CubeOperation: Operation {
  /// The elements of one sample.
  let size: Int

  /// Nothing of `y` is needed for the gradients.
  var backwardReadsOutput: Bool { false }

  func forward(_ pass: ForwardPass) {
    let (x, w) = unsafe (pass.input(0), pass.parameter(0))
    for index in 0..<pass.rows * size {
      unsafe pass.output[index] = x[index] * x[index] * x[index] * w[index % size]
    }
  }

  func backward(_ pass: BackwardPass) {
    let (x, w, dy) = unsafe (pass.input(0), pass.parameter(0), pass.outputGradient)
    unsafe pass.sumRows(intoGradientOf: 0, count: size) { row, sum in
      for index in 0..<size {
        let value = unsafe x[row * size + index]
        unsafe sum[index] += value * value * value * dy[row * size + index]
      }
    }
    guard let dx = unsafe pass.inputGradient(0) else { return }
    for index in 0..<pass.rows * size {
      unsafe dx[index] = 3 * x[index] * x[index] * w[index % size] * dy[index]
    }
  }
}

/// A layer without operations, whose variables and output are as a test says.
final class Plain: Layer {
  let state = LayerState()
  let name: String? = nil
  private let variables: [(name: String, shape: [Int])]
  private let output: Shape

  init(variables: [(name: String, shape: [Int])] = [], output: Shape = [4]) {
    self.variables = variables
    self.output = output
  }

  func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape { output }

  func parameters(for inputs: [Shape]) -> [ParameterSpecification] {
    variables.map { ParameterSpecification(name: $0.name, shape: $0.shape, initializer: Zeros()) }
  }

  func operations(for inputs: [Shape]) -> [any Operation] { [] }
}

@Suite("A layer of one's own")
struct OwnLayerTests {
  private func model() -> Sequential {
    Sequential {
      Dense(6, inputShape: [5])
      Cube()
      Dense(4)
    }
  }

  @Test func computesItsFunction() throws {
    let model = Sequential {
      InputLayer(shape: [3])
      Cube(name: "cube")
    }
    let run = try ProgramRun(
      model, loss: SparseCategoricalCrossentropy(fromLogits: true), capacity: 2)
    #expect(run.program.parameterSpace.parameters.map(\.name) == ["cube/weight"])
    expectSameBits(
      try run.predict([1, 2, -2, 0, 4, -1], rows: 2), [0.5, 4, -4, 0, 32, -0.5], "half the cube")
  }

  @Test("has the gradients of the plain loops", arguments: [11, 5, 1])
  func gradients(batchSize: Int) throws {
    let cube: Interpreter.Function = { call in
      let weights = call.variables["weight"] ?? []
      let values = call.input.values.enumerated().map { index, x in
        x * x * x * weights[index % weights.count]
      }
      return Interpreter.Tensor(shape: call.input.shape, values: values)
    }
    let mismatch = try GradientCheck.mismatch(
      model(), seed: 250, .init(rows: batchSize, own: ["Cube": cube]))
    #expect(mismatch == nil)
  }

  /// Otherwise the bits would depend on the number of ranks.
  @Test func addsItsGradientInTheTreesOrder() throws {
    var run = try ShardedRun(model(), capacity: 13)
    run.randomizeWeights(seed: 260)
    var samples = SampleValues(seed: 261)
    let inputs = samples.floats(13 * 5)
    let classes = samples.classes(13, of: 4)
    let alone = try run.train(inputs, classes: classes, shards: [0..<8])
    for shards in [[0..<4, 4..<8], [0..<3, 3..<6, 6..<8], (0..<8).map { $0..<$0 + 1 }] {
      let joined = try run.train(inputs, classes: classes, shards: shards)
      for parameter in run.single.program.parameterSpace.parameters {
        expectSameBits(
          Array(joined.gradient[parameter.range]), Array(alone.gradient[parameter.range]),
          "\(parameter.name) on \(shards.count) ranks")
      }
    }
  }

  @Test("is refused by name where its variables or its output cannot be")
  func impossible() throws {
    func expect(_ message: String, _ layer: Plain) {
      let error = #expect(throws: ModelError.self) {
        let model = Sequential([InputLayer(shape: [4]), layer])
        try model.compile(optimizer: "sgd", loss: "mse")
      }
      #expect(error?.description == message)
    }
    expect(
      "the shape of variable w of layer plain is [-1]; expected sizes from 1 up",
      Plain(variables: [("w", [-1])]))
    expect(
      "the name of a variable of layer plain is w; expected one that no other of its variables has",
      Plain(variables: [("w", [1]), ("w", [2])]))
    expect(
      "the output of layer plain, which has no operations, is (None, 7); expected as many elements "
        + "as its input has", Plain(output: [7]))
  }
}
