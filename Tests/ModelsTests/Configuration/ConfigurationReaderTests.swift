import FileFormats
import Models
import Testing

/// Files that anyone may have written: each ends in an error that names the place, none in a trap.
@Suite("ConfigurationReader")
struct ConfigurationReaderTests {
  /// A configuration with one value changed, and where the error must point.
  struct Damage: CustomTestStringConvertible, Sendable {
    var json: JSON
    var error: ModelError

    var testDescription: String { error.description }
  }

  private static func model(_ layers: JSON) -> JSON {
    ["class_name": "Sequential", "config": ["layers": layers]]
  }

  private static func layer(_ className: JSON, _ config: JSON) -> JSON {
    model([["class_name": className, "config": config]])
  }

  private static let shapes: [(shape: JSON, error: ModelError)] =
    [
      (3, .malformed(path: "model.config.layers[0].config.batch_shape", expected: "an array")),
      (
        [nil, "4"],
        .malformed(path: "model.config.layers[0].config.batch_shape[1]", expected: "an integer")
      ),
      (
        [nil, 2.5],
        .malformed(path: "model.config.layers[0].config.batch_shape[1]", expected: "an integer")
      ),
    ]
    + ([nil, -1, 0, 16_777_216, .integer(.max), .integer(.min)] as [JSON]).map { size in
      (
        [nil, 4, size],
        .malformed(
          path: "model.config.layers[0].config.batch_shape[2]",
          expected: size.isNull ? "an integer" : "a size from 1 to 16777215")
      )
    }

  static let damages: [Damage] =
    [
      Damage(json: nil, error: .malformed(path: "model", expected: "a value named class_name")),
      Damage(json: [], error: .malformed(path: "model", expected: "a value named class_name")),
      Damage(
        json: ["class_name": 3], error: .malformed(path: "model.class_name", expected: "a string")),
      Damage(
        json: ["class_name": "Sequential"],
        error: .malformed(path: "model", expected: "a value named config")),
      Damage(
        json: ["class_name": "Sequential", "config": ["name": "x"]],
        error: .malformed(path: "model.config", expected: "a value named layers")),
      Damage(
        json: model(["Dense": 3]),
        error: .malformed(path: "model.config.layers", expected: "an array")),
      Damage(
        json: model([7]),
        error: .malformed(path: "model.config.layers[0]", expected: "a value named class_name")),
      Damage(
        json: layer(nil, [:]),
        error: .malformed(path: "model.config.layers[0].class_name", expected: "a string")),
      Damage(
        json: model([["class_name": "Flatten"]]),
        error: .malformed(path: "model.config.layers[0]", expected: "a value named config")),
      Damage(
        json: layer("Dense", [:]),
        error: .malformed(path: "model.config.layers[0].config", expected: "a value named units")),
      Damage(
        json: layer("Dense", ["units": "3"]),
        error: .malformed(path: "model.config.layers[0].config.units", expected: "an integer")),
      Damage(
        json: layer("Dense", ["units": 3, "use_bias": 1]),
        error: .malformed(
          path: "model.config.layers[0].config.use_bias", expected: "true or false")),
      Damage(
        json: layer("Dense", ["units": 3, "activation": ["class_name": "relu"]]),
        error: .malformed(path: "model.config.layers[0].config.activation", expected: "a string")),
      Damage(
        json: layer("Flatten", ["name": [1]]),
        error: .malformed(path: "model.config.layers[0].config.name", expected: "a string")),
    ]
    + shapes.map { Damage(json: layer("InputLayer", ["batch_shape": $0.shape]), error: $0.error) }

  @Test(arguments: damages)
  func namesThePlaceOfWhatIsWrong(damage: Damage) {
    #expect(throws: damage.error) { try Sequential(configuration: damage.json, seed: 0) }
  }

  /// Numbers that are right by themselves and cannot be a layer's.
  @Test(arguments: [0, -1, .min, 1 << 24, 1 << 40, .max])
  func refusesUnitsThatNoLayerCanHave(units: Int) throws {
    let layers: JSON = [
      ["class_name": "InputLayer", "config": ["batch_shape": [nil, 16_777_215]]],
      ["class_name": "Dense", "config": ["units": .integer(units), "name": "wide"]],
    ]
    let model = try Sequential(configuration: Self.model(layers), seed: 0)
    expectRefusal(of: model)
  }

  /// Sizes whose product no integer holds.
  @Test(arguments: [2, 3, 4, 20])
  func refusesShapesThatNoMemoryHolds(rank: Int) throws {
    let shape = [JSON.null] + [JSON](repeating: .integer((1 << 24) - 1), count: rank)
    let layers: JSON = [
      ["class_name": "InputLayer", "config": ["batch_shape": .array(shape)]],
      ["class_name": "Flatten", "config": [:]],
      ["class_name": "Dense", "config": ["units": 10]],
    ]
    let model = try Sequential(configuration: Self.model(layers), seed: 0)
    expectRefusal(of: model)
  }

  /// Each layer is possible by itself; all of them are not.
  @Test func refusesMoreParametersThanMemoryHolds() throws {
    let dense: JSON = ["class_name": "Dense", "config": ["units": 16_777_215]]
    let layers: [JSON] =
      [["class_name": "InputLayer", "config": ["batch_shape": [nil, 16_777_215]]]]
      + [JSON](repeating: dense, count: 40_000)
    let model = try Sequential(configuration: Self.model(.array(layers)), seed: 0)
    expectRefusal(of: model)
  }

  /// Expects an error of everything that lays the model out.
  private func expectRefusal(
    of model: Sequential, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: ModelError.self, sourceLocation: sourceLocation) { try model.summary() }
    #expect(throws: ModelError.self, sourceLocation: sourceLocation) { try model.weights() }
    #expect(throws: ModelError.self, sourceLocation: sourceLocation) {
      try model.compile(optimizer: .adam, loss: .sparseCategoricalCrossentropy)
    }
  }
}
