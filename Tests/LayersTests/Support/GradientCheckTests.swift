import Engine
import FileFormats
import Layers
import ModelTestSupport
import Testing

/// The check of all gradients is itself checked: it must fail on derivatives that are a little
/// wrong.
@Suite("GradientCheck")
struct GradientCheckTests {
  private func model(_ slopes: TestRectifier.Slopes) -> Sequential {
    Sequential {
      Dense(7, inputShape: [6])
      TestRectifierLayer(slopes)
      Dense(4, activation: .softmax)
    }
  }

  /// The values of all are the same, and so is what the plain loops make of them.
  private func mismatch(_ slopes: TestRectifier.Slopes) throws -> String? {
    let options = GradientCheck.Options(own: [
      "TestRectifier": { call in Interpreter.elementwise(call.input) { max($0, 0) } }
    ])
    return try GradientCheck.mismatch(
      model(slopes), loss: .sparseCategoricalCrossentropy, seed: 90, options)
  }

  /// So it is not the layer's being foreign that the next test finds.
  @Test func acceptsARightDerivative() throws {
    #expect(try mismatch(.init(above: 1, below: 0)) == nil)
  }

  @Test(arguments: [
    TestRectifier.Slopes(above: 1.001, below: 0), .init(above: 1, below: 0.01),
    .init(above: 1, below: 1), .init(above: 0, below: 0), .init(above: -1, below: 0),
    .init(above: .nan, below: 0),
  ])
  func refusesAWrongDerivative(slopes: TestRectifier.Slopes) throws {
    let mismatch = try mismatch(slopes)
    // What stands behind the wrong derivative in the backward pass is wrong, what is before is not.
    #expect(mismatch?.hasPrefix("dense/kernel") == true, "found \(mismatch ?? "nothing")")
  }

  /// A class that nobody has written plain loops for must not be taken for checked.
  @Test func wantsPlainLoopsForEveryClass() throws {
    #expect(throws: Interpreter.Mismatch.self) {
      try GradientCheck.mismatch(model(.init(above: 1, below: 0)), seed: 90)
    }
  }

  @Test func measuresEveryParameterByItself() {
    let expected = [[1_000.0, 0], [0.01, 0.02]]
    #expect(
      GradientCheck.mismatch([[1_000, 0], [0.01, 0.02]], expected, names: ["a", "b"]) == nil)
    #expect(
      GradientCheck.mismatch([[1_000, 0], [0.01, 0.020_01]], expected, names: ["a", "b"])
        == "b[1]: 0.02001, expected 0.02")
    #expect(GradientCheck.mismatch([[1_000]], expected, names: ["a", "b"]) != nil)
  }

  @Test func findsValuesThatDiffer() {
    #expect(GradientCheck.mismatch([1, 2], [1.000_01, 2], "x") == nil)
    #expect(
      GradientCheck.mismatch([1, 2], [1, 2.000_1], "x") == "x, element 1: 2.0, expected 2.0001")
    #expect(GradientCheck.mismatch([.nan], [0], "x") != nil)
    #expect(GradientCheck.mismatch([1], [1, 1], "x") != nil)
  }
}

/// A layer that a user might add: the rectifier with slopes of its own going backward.
final class TestRectifierLayer: Layer {
  let state = LayerState()
  let slopes: TestRectifier.Slopes
  let name: String? = nil
  var className: String { "TestRectifier" }

  init(_ slopes: TestRectifier.Slopes) {
    self.slopes = slopes
  }

  func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape { inputs[0] }

  func operations(for inputs: [Shape]) -> [any Operation] {
    [TestRectifier(size: inputs[0].elementCount, slopes: slopes)]
  }

}

/// `y = max(x, 0)` with a derivative that may be wrong.
struct TestRectifier: Operation {
  struct Slopes: CustomTestStringConvertible, Sendable {
    var above: Float
    var below: Float

    var testDescription: String { "slopes \(below) and \(above)" }
  }

  let size: Int
  let slopes: Slopes

  func forward(_ pass: ForwardPass) {
    for index in 0..<pass.rows * size {
      unsafe pass.output[index] = max(pass.input(0)[index], 0)
    }
  }

  func backward(_ pass: BackwardPass) {
    guard let inputGradient = unsafe pass.inputGradient(0) else { return }
    for index in 0..<pass.rows * size {
      let slope = unsafe pass.output[index] > 0 ? slopes.above : slopes.below
      unsafe inputGradient[index] = slope * pass.outputGradient[index]
    }
  }
}
