import Engine
import FileFormats
import KerasFormat
import Layers
import Testing

@Suite("LossRegistry")
struct LossRegistryTests {
  private func read(_ json: JSON) throws -> any Loss {
    try LossRegistry.loss(configuration: json, path: "loss")
  }

  @Test(arguments: [
    ("categorical_crossentropy", "CategoricalCrossentropy"),
    ("CategoricalCrossentropy", "CategoricalCrossentropy"),
    ("sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"),
    ("SparseCategoricalCrossentropy", "SparseCategoricalCrossentropy"),
    ("binary_crossentropy", "BinaryCrossentropy"), ("bce", "BinaryCrossentropy"),
    ("BCE", "BinaryCrossentropy"), ("poisson", "Poisson"), ("Poisson", "Poisson"),
    ("mean_squared_error", "MeanSquaredError"), ("mse", "MeanSquaredError"),
    ("MSE", "MeanSquaredError"), ("mean_absolute_error", "MeanAbsoluteError"),
    ("mae", "MeanAbsoluteError"), ("MeanAbsoluteError", "MeanAbsoluteError"),
  ])
  func takesKerasNames(name: String, className: String) throws {
    #expect(try read(.string(name)).className == className)
    #expect(try read(["class_name": .string(name), "config": [:]]).className == className)
  }

  @Test(arguments: LossRegistry.identifiers)
  func takesEveryIdentifierThatItLists(identifier: String) throws {
    #expect(try read(.string(identifier)).identifier == identifier)
  }

  @Test(
    arguments: [
      CategoricalCrossentropy(fromLogits: true, labelSmoothing: 0.125),
      SparseCategoricalCrossentropy(fromLogits: true),
      BinaryCrossentropy(fromLogits: true, labelSmoothing: 0.25), Poisson(), MeanSquaredError(),
      MeanAbsoluteError(),
    ] as [any Loss])
  func readsArguments(loss: any Loss) throws {
    let again = try read(JSON(loss))
    #expect(type(of: again) == type(of: loss))
    #expect(again.configuration == loss.configuration)
  }

  @Test func hasKerasDefaults() throws {
    for loss in [CategoricalCrossentropy(), BinaryCrossentropy()] as [any Loss] {
      #expect(try read(.string(loss.identifier)).configuration == loss.configuration)
    }
  }

  @Test func namesWhatItDoesNotKnow() {
    #expect(
      throws: ModelError.unsupported(
        kind: "loss", name: "hinge", path: "loss", supported: LossRegistry.identifiers)
    ) { try read("hinge") }
    #expect(
      throws: ModelError.unsupported(
        kind: "reduction", name: "sum", path: "loss.config.reduction",
        supported: ["sum_over_batch_size", "mean", "auto"])
    ) { try read(["class_name": "Poisson", "config": ["reduction": "sum"]]) }
    #expect(
      throws: ModelError.malformed(
        path: "loss.config.from_logits", expected: "true or false",
        found: "1")
    ) { try read(["class_name": "bce", "config": ["from_logits": 1]]) }
    #expect(
      throws: ModelError.malformed(
        path: "loss", expected: "a value named class_name",
        found: "none")
    ) {
      try read(["config": [:]])
    }
  }
}
