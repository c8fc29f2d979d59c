import Engine
import FileFormats
import KerasFormat
import Layers
import ModelTestSupport
import Testing

/// Files that anyone may have written: each ends in an error that names the index, none in a trap.
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
      (
        3,
        .malformed(
          path: "model.config.layers[0].config.batch_shape", expected: "an array",
          found: "3")
      ),
      (
        [],
        .malformed(
          path: "model.config.layers[0].config.batch_shape",
          expected: "the batch's size, or null, and a sample's sizes",
          found: "[]")
      ),
      (
        ["32", 4],
        .malformed(
          path: "model.config.layers[0].config.batch_shape[0]", expected: "an integer",
          found: #""32""#)
      ),
      (
        [nil, "4"],
        .malformed(
          path: "model.config.layers[0].config.batch_shape[1]", expected: "an integer",
          found: #""4""#)
      ),
      (
        [nil, 2.5],
        .malformed(
          path: "model.config.layers[0].config.batch_shape[1]", expected: "an integer",
          found: "2.5")
      ),
    ]
    + ([nil, -1, 0, 16_777_216, .integer(.max), .integer(.min)] as [JSON]).map { size in
      (
        [nil, 4, size],
        .malformed(
          path: "model.config.layers[0].config.batch_shape[2]",
          expected: size.isNull ? "an integer" : "a size from 1 to 16777215",
          found: size.serialized())
      )
    }

  static let damages: [Damage] =
    [
      Damage(
        json: nil,
        error: .malformed(
          path: "model", expected: "a value named class_name",
          found: "none")),
      Damage(
        json: [],
        error: .malformed(
          path: "model", expected: "a value named class_name",
          found: "none")),
      Damage(
        json: ["class_name": 3],
        error: .malformed(
          path: "model.class_name", expected: "a string",
          found: "3")),
      Damage(
        json: ["class_name": "Sequential"],
        error: .malformed(
          path: "model", expected: "a value named config",
          found: "none")),
      Damage(
        json: ["class_name": "Sequential", "config": ["name": "x"]],
        error: .malformed(
          path: "model.config", expected: "a value named layers",
          found: "none")),
      Damage(
        json: model(["Dense": 3]),
        error: .malformed(
          path: "model.config.layers", expected: "an array",
          found: #"{"Dense":3}"#)),
      Damage(
        json: model([7]),
        error: .malformed(
          path: "model.config.layers[0]", expected: "a value named class_name",
          found: "none")),
      Damage(
        json: layer(nil, [:]),
        error: .malformed(
          path: "model.config.layers[0].class_name", expected: "a string",
          found: "null")),
      Damage(
        json: model([["class_name": "Flatten"]]),
        error: .malformed(
          path: "model.config.layers[0]", expected: "a value named config",
          found: "none")),
      Damage(
        json: layer("Dense", [:]),
        error: .malformed(
          path: "model.config.layers[0].config", expected: "a value named units",
          found: "none")),
      Damage(
        json: layer("Dense", ["units": "3"]),
        error: .malformed(
          path: "model.config.layers[0].config.units", expected: "an integer",
          found: #""3""#)),
      Damage(
        json: layer("Dense", ["units": 3, "use_bias": 1]),
        error: .malformed(
          path: "model.config.layers[0].config.use_bias", expected: "true or false",
          found: "1")),
      Damage(
        json: layer("Dense", ["units": 3, "activation": [:]]),
        error: .malformed(
          path: "model.config.layers[0].config.activation", expected: "a value named class_name",
          found: "none")),
      Damage(
        json: layer("Dense", [4]),
        error: .malformed(
          path: "model.config.layers[0].config", expected: "an object",
          found: "[4]")),
      Damage(
        json: ["class_name": "Sequential", "config": [:]],
        error: .malformed(
          path: "model.config", expected: "a value named layers",
          found: "none")),
      Damage(
        json: ["class_name": "Sequential", "config": 1],
        error: .malformed(
          path: "model.config", expected: "an object",
          found: "1")),
      Damage(
        json: layer("Conv2D", ["filters": 1, "kernel_size": [3, 3, 3]]),
        error: .malformed(
          path: "model.config.layers[0].config.kernel_size", expected: "two sizes",
          found: "[3,3,3]")),
      Damage(
        json: layer("Conv2D", ["filters": 1, "kernel_size": [3, 0]]),
        error: .malformed(
          path: "model.config.layers[0].config.kernel_size[1]",
          expected: "a size from 1 to 16777215",
          found: "0")),
      Damage(
        json: layer("Dropout", ["rate": "0.5"]),
        error: .malformed(
          path: "model.config.layers[0].config.rate", expected: "a number",
          found: #""0.5""#)),
      Damage(
        json: layer("LeakyReLU", ["negative_slope": true]),
        error: .malformed(
          path: "model.config.layers[0].config.negative_slope", expected: "a number",
          found: "true")),
      Damage(
        json: layer("Flatten", ["name": [1]]),
        error: .malformed(
          path: "model.config.layers[0].config.name", expected: "a string",
          found: "[1]")),
    ]
    + shapes.map { Damage(json: layer("InputLayer", ["batch_shape": $0.shape]), error: $0.error) }

  @Test(arguments: damages)
  func locatesErrors(damage: Damage) {
    #expect(throws: damage.error) { try Sequential(configuration: damage.json, seed: 0) }
  }

  /// Valid numbers that are invalid for a layer.
  @Test(arguments: [0, -1, .min, 1 << 24, 1 << 40, .max])
  func refusesUnitsThatNoLayerCanHave(units: Int) {
    let layer = KerasJSON.layer("Dense", ["units": .integer(units), "name": "wide"])
    #expect(
      throws: ModelError.malformed(
        path: "model.config.layers[1].config.units", expected: "a size from 1 to 16777215",
        found: "\(units)")
    ) { try Model.make(configuration: KerasJSON.sequential([layer])) }
  }

  /// Sizes whose product no integer holds.
  @Test(arguments: [2, 3, 4, 20])
  func refusesShapesThatNoMemoryHolds(rank: Int) {
    let shape = [Int](repeating: (1 << 24) - 1, count: rank)
    let layers = [KerasJSON.layer("Flatten"), KerasJSON.layer("Dense", ["units": 10])]
    let error = #expect(throws: ModelError.self) {
      try Model.make(configuration: KerasJSON.sequential(inputShape: shape, layers))
    }
    #expect(
      error?.description.hasPrefix("model.config.layers[0]: the output's shape of layer") == true,
      "\(String(describing: error))")
  }

  /// Each layer is possible by itself; all of them are not.
  @Test func refusesMoreParametersThanMemoryHolds() {
    let dense = KerasJSON.layer("Dense", ["units": 16_777_215])
    let layers = [JSON](repeating: dense, count: 40_000)
    let error = #expect(throws: ModelError.self) {
      try Model.make(configuration: KerasJSON.sequential(inputShape: [16_777_215], layers))
    }
    #expect(
      error?.description.contains("the model's number of parameters") == true,
      "\(String(describing: error))")
  }

  // MARK: - Damaged text

  /// What is left of a file that was cut short is no JSON.
  @Test func refusesEveryTruncationOfAText() throws {
    let layers = [KerasJSON.layer("Dense", ["units": 3, "activation": "relu"])]
    let bytes = Array(KerasJSON.sequential(layers).serialized().utf8)
    for count in 0..<bytes.count {
      #expect(throws: JSONError.self, "\(count) of \(bytes.count) bytes") {
        try JSON(parsing: Array(bytes[..<count]))
      }
    }
  }

  @Test(arguments: [10_000, 1_000_000])
  func refusesNestedArrays(depth: Int) {
    let open = String(repeating: "[", count: depth)
    let close = String(repeating: "]", count: depth)
    let text = #"{"class_name": "Sequential", "config": {"layers": \#(open)\#(close)}}"#
    #expect(throws: JSONError.self) { try JSON(parsing: Array(text.utf8)) }
  }

  /// Every value of a whole file in turn is replaced by one of another type: an error or a model,
  /// and never a trap.
  @Test(arguments: [nil, true, -1, 1e300, "x", [], [[]], [:]] as [JSON])
  func acceptsAnyValueAnywhere(value: JSON) throws {
    let whole = try JSON(parsing: Array(KerasText.branched.utf8))
    let damaged = whole.replacingEachValue(by: value)
    #expect(damaged.count > 300)
    for configuration in damaged {
      guard let model = try? Model.make(configuration: configuration) else { continue }
      // What was read can be laid out.
      #expect(throws: Never.self, "\(configuration.serialized())") {
        try model.compile(optimizer: .sgd, loss: .sparseCategoricalCrossentropy)
      }
    }
  }
}

extension JSON {
  /// This value once for each value inside it and itself, with `value` in that one's index.
  fileprivate func replacingEachValue(by value: JSON) -> [JSON] {
    switch self {
    case .array(let elements):
      return [value]
        + elements.indices.flatMap { index in
          elements[index].replacingEachValue(by: value).map { replacement in
            var copy = elements
            copy[index] = replacement
            return .array(copy)
          }
        }
    case .object(let members):
      return [value]
        + members.keys.sorted().flatMap { key in
          (members[key] ?? nil).replacingEachValue(by: value).map { replacement in
            members.merging([key: replacement]) { _, new in new }
          }.map(JSON.object)
        }
    default: return [value]
    }
  }
}
