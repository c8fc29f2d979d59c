import Engine
import FileFormats
import KerasFormat
import Layers
import ModelTestSupport
import Testing

/// What is read from a file and has no effect: it is said.
@Suite("KerasRemarks")
struct KerasRemarksTests {
  private let seeded = KerasJSON.sequential([
    KerasJSON.layer(
      "Dense",
      [
        "name": "hidden", "units": 3,
        "kernel_initializer": ["class_name": "GlorotUniform", "config": ["seed": 0]],
        "bias_initializer": ["class_name": "Zeros", "config": [:]],
      ]),
    KerasJSON.layer("Dropout", ["name": "drop", "rate": 0.5, "seed": 1]),
    KerasJSON.layer("Dropout", ["name": "free", "rate": 0.5, "seed": nil]),
  ])

  @Test func nameTheLayersWithSeeds() throws {
    #expect(
      KerasRemarks(ofKerasModel: seeded).warnings(batchSize: 32) == [
        "the seeds of layers have no effect, all random numbers come from the model's seed: "
          + "hidden (kernel_initializer), drop"
      ])
    #expect(try Model.make(configuration: seeded).layers.count == 4)
  }

  @Test func nameABatchSizeOtherThanTheRuns() throws {
    let model: JSON = [
      "class_name": "Sequential",
      "config": [
        "layers": [KerasJSON.layer("InputLayer", ["name": "x", "batch_shape": [32, 4]])]
      ],
    ]
    let remarks = KerasRemarks(ofKerasModel: model)
    #expect(remarks.warnings(batchSize: 32).isEmpty)
    #expect(
      remarks.warnings(batchSize: 128) == [
        "model.config.layers[0].config.batch_shape has batches of 32 samples, this run has "
          + "batches of 128; a file's batch size has no effect"
      ])
  }

  /// A user's generator of seeds is an object.
  @Test(
    arguments: [
      (7, true), (7.0, true), (nil, true), ("7", false), ([7], false), (1.5, false),
      (["class_name": "SeedGenerator", "config": ["seed": 5, "name": "g"]], true),
      (["class_name": "SeedGenerator", "config": ["seed": "x"]], false),
    ] as [(JSON, Bool)])
  func seedsAreNumbers(seed: JSON, isSeed: Bool) throws {
    let initializer: JSON = ["class_name": "HeNormal", "config": ["seed": seed]]
    for layer in [
      KerasJSON.layer("Dense", ["units": 3, "kernel_initializer": initializer]),
      KerasJSON.layer("Dropout", ["rate": 0.5, "seed": seed]),
    ] {
      let model = KerasJSON.sequential([layer])
      guard isSeed else {
        #expect(throws: ModelError.self) { try Model.make(configuration: model) }
        continue
      }
      #expect(try Model.make(configuration: model).layers.count == 2)
    }
  }
}
