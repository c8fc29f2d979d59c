import FileFormats
import Models
import Testing

/// The check of all gradients is itself checked: it must fail on derivatives that are a little wrong.
@Suite("GradientCheck")
struct GradientCheckTests {
  private let network = PlainNetwork(
    name: "with a rectifier of the test's own", inputShape: [6],
    layers: [.dense(7), .activation(.relu), .dense(4, .softmax)])

  private func mismatch(_ slopes: TestRectifier.Slopes) throws -> String? {
    let model = Sequential {
      Dense(7, inputShape: [6])
      TestRectifierLayer(slopes)
      Dense(4, activation: .softmax)
    }
    return try GradientCheck.mismatch(
      model, network, loss: .sparseCategoricalCrossentropy, seed: 90)
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

  @Test func measuresEveryParameterByItself() {
    let expected = [[1_000.0, 0], [0.01, 0.02]]
    #expect(
      GradientCheck.mismatch([[1_000, 0], [0.01, 0.02]], expected, names: ["a", "b"]) == nil)
    #expect(
      GradientCheck.mismatch([[1_000, 0], [0.01, 0.020_01]], expected, names: ["a", "b"])
        == "b[1]: 0.02001, expected 0.02")
    #expect(GradientCheck.mismatch([[1_000]], expected, names: ["a", "b"]) != nil)
  }
}

/// A layer that a user might add: the rectifier with slopes of its own going backward.
final class TestRectifierLayer: Layer {
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

  var configuration: [String: JSON] { [:] }
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
    for place in 0..<pass.rows * size {
      unsafe pass.output[place] = max(pass.input(0)[place], 0)
    }
  }

  func backward(_ pass: BackwardPass) {
    guard let inputGradient = unsafe pass.inputGradient(0) else { return }
    for place in 0..<pass.rows * size {
      let slope = unsafe pass.output[place] > 0 ? slopes.above : slopes.below
      unsafe inputGradient[place] = slope * pass.outputGradient[place]
    }
  }
}
