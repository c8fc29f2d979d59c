import Engine
import FileFormats
import KerasFormat
import Layers
import ModelTestSupport
import Testing

/// The shapes that Keras repeats in `build_config`.
@Suite("BuiltShapes")
struct BuiltShapesTests {
  /// A Sequential of an input of four numbers and two dense layers, the second built for `shape`.
  private func sequential(_ shape: JSON) -> JSON {
    var second = KerasJSON.layer("Dense", ["units": 2]).objectValue ?? [:]
    second["build_config"] = ["input_shape": shape]
    return KerasJSON.sequential([KerasJSON.layer("Dense", ["units": 3]), .object(second)])
  }

  /// Keras writes the first batch's size for a model that had no input shape.
  @Test(arguments: [[nil, 3], [32, 3], [nil, nil], nil] as [JSON])
  func agree(shape: JSON) throws {
    #expect(try Model.make(configuration: sequential(shape)).layers.count == 3)
  }

  @Test(arguments: [[nil, 4], [nil, 3, 1], [nil], [[nil, 3], [nil, 3]]] as [JSON])
  func contradict(shape: JSON) {
    #expect(
      throws: ModelError.located(
        path: "model.config.layers[2].build_config.input_shape",
        .invalidValue(
          of: "the shape", expected: "\(Shape([3])), the input's", found: shape.serialized()))
    ) { try Model.make(configuration: sequential(shape)) }
  }

  @Test func haveNoOtherKeys() {
    var layer = KerasJSON.layer("Dense", ["units": 2]).objectValue ?? [:]
    layer["build_config"] = ["shapes_dict": [:]]
    let model = KerasJSON.sequential([.object(layer)])
    #expect(throws: ModelError.self) { try Model.make(configuration: model) }
  }

  /// The model's own, and Keras 2's, which may stand in any layer.
  @Test func areThoseOfTheModelToo() throws {
    var model = sequential([nil, 3]).objectValue ?? [:]
    model["build_config"] = ["input_shape": [nil, 4]]
    #expect(try Model.make(configuration: .object(model)).layers.count == 3)
    model["build_config"] = ["input_shape": [nil, 5]]
    #expect(throws: ModelError.self) { try Model.make(configuration: .object(model)) }
    let second = KerasJSON.layer("Dense", ["units": 2, "batch_input_shape": [nil, 9]])
    let older = KerasJSON.sequential([KerasJSON.layer("Dense", ["units": 3]), second])
    #expect(throws: ModelError.self) { try Model.make(configuration: older) }
  }

  /// A shared layer is built for one of its calls; lists are the shapes of several inputs.
  @Test func areThoseOfACall() throws {
    func model(_ sum: JSON) -> JSON {
      var add =
        KerasJSON.layer(
          "Add", "y", nodes: [KerasJSON.call([KerasJSON.tensor("x"), KerasJSON.tensor("x")])]
        ).objectValue ?? [:]
      add["build_config"] = ["input_shape": sum]
      return KerasJSON.functional([KerasJSON.input("x"), .object(add)])
    }
    #expect(try Model.make(configuration: model([[nil, 4], [nil, 4]])).layers.count == 2)
    #expect(throws: ModelError.self) {
      try Model.make(configuration: model([[nil, 4], [nil, 5]]))
    }
  }
}
