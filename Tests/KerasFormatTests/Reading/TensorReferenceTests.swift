import Engine
import FileFormats
import KerasFormat
import Layers
import ModelTestSupport
import Testing

/// Damaged references to tensors: each ends in an error that names the place, none in a trap.
@Suite("TensorReference")
struct TensorReferenceTests {
  private typealias K = KerasJSON

  /// What stands in a place, and where the error must point.
  typealias Damage = (value: JSON, path: String)

  private func model(node: JSON, inputs: JSON = ["x", 0, 0], outputs: JSON = ["y", 0, 0]) -> JSON {
    K.functional(
      [K.input("x"), K.layer("Dense", "y", ["units": 2], nodes: [node])], inputs: inputs,
      outputs: outputs)
  }

  private func expectRefusal(
    _ configuration: JSON, at path: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: ModelError.self, sourceLocation: sourceLocation) {
      try Model.make(configuration: configuration)
    }
    let text = error?.description ?? "no error"
    #expect(text.hasPrefix("\(path): "), "\(text)", sourceLocation: sourceLocation)
  }

  @Test(
    arguments: [
      (nil, ""), (3, ""), ("x", ""), (["kwargs": [:]], ""), (["args": nil], ".args"),
      (["args": 3], ".args"), (["args": [3]], ".args[0]"), (["args": [nil]], ".args[0]"),
      (["args": ["x"]], ".args[0]"), (["args": [["class_name": "Dense"]]], ".args[0]"),
      (["args": [["class_name": "__tuple__"]]], ".args[0]"),
      (["args": [["class_name": "__keras_tensor__"]]], ".args[0]"),
      (["args": [["class_name": "__keras_tensor__", "config": [:]]]], ".args[0].config"),
      (["args": [K.tensor("x")], "kwargs": [1]], ".kwargs"),
      ([["x", 0, 0, ["training": true]]], "[0]"), ([["x", 0]], "[0]"), ([["x"]], "[0]"),
      ([["x", 0, 0, [:], 1]], "[0]"), ([["x", "0", 0]], "[0][1]"), ([["x", 0, 1]], "[0][2]"),
      ([["x", 0, 0.5]], "[0][2]"),
    ] as [Damage])
  func locatesErrorsInACall(damage: Damage) {
    expectRefusal(
      model(node: damage.value), at: "model.config.layers[1].inbound_nodes[0]\(damage.path)")
  }

  @Test(
    arguments: [
      (nil, ""), (3, ""), (["x", 0], ""), (["x"], ""), ([3, 0, 0], "[0]"), (["x", 0, 1], "[2]"),
      (["x", nil, 0], "[1]"), (["x", .integer(.max), 0], ""), ([["x", 0, 0], 3], "[1]"),
      (["a": 3], ".a"),
    ] as [Damage])
  func locatesErrorsInInputsAndOutputs(damage: Damage) {
    let node = K.call(K.tensor("x"))
    expectRefusal(
      model(node: node, inputs: damage.value), at: "model.config.input_layers\(damage.path)")
    expectRefusal(
      model(node: node, outputs: damage.value), at: "model.config.output_layers\(damage.path)")
  }

  /// As deep as `JSON` parses, and no reference in it.
  @Test func standsNesting() {
    var nested: JSON = 3
    for _ in 0..<500 { nested = [nested] }
    let path = String(repeating: "[0]", count: 500)
    expectRefusal(
      model(node: ["args": nested]), at: "model.config.layers[1].inbound_nodes[0].args\(path)")
  }
}
