import Engine
import FileFormats
import KerasFormat
import Layers
import ModelTestSupport
import Testing

/// `compile_config`, in the forms in which Keras 3.15 writes it.
@Suite("KerasSettings")
struct KerasSettingsTests {
  private static let sparse: JSON = [
    "module": "keras.losses", "class_name": "SparseCategoricalCrossentropy",
    "config": [
      "name": "sparse_categorical_crossentropy", "reduction": "sum_over_batch_size",
      "from_logits": true, "ignore_class": nil,
    ], "registered_name": nil,
  ]

  private func settings(
    _ changes: [String: JSON], outputs: [String] = ["digit"]
  ) throws -> KerasSettings {
    let usual: [String: JSON] = [
      "optimizer": "adam", "loss": "mse", "loss_weights": nil, "metrics": nil,
      "weighted_metrics": nil, "run_eagerly": false, "steps_per_execution": 1, "jit_compile": true,
    ]
    return try #require(
      try KerasSettings(
        ofKerasModel: ["compile_config": .object(usual.merging(changes) { $1 })],
        outputNames: outputs))
  }

  private func names(_ changes: [String: JSON], outputs: [String] = ["digit"]) throws
    -> [[String]]
  {
    try settings(changes, outputs: outputs).metrics().map { $0.map(\.name) }
  }

  @Test(arguments: [[:], ["compile_config": nil], ["compile_config": [:]]] as [JSON])
  func areNoneForAModelThatWasNotCompiled(model: JSON) throws {
    #expect(try KerasSettings(ofKerasModel: model, outputNames: ["digit"]) == nil)
  }

  @Test(
    arguments: [
      "sparse_categorical_crossentropy", ["digit": "sparse_categorical_crossentropy"],
      ["sparse_categorical_crossentropy"], [["sparse_categorical_crossentropy"]], sparse,
      ["digit": sparse],
      [
        "module": "builtins", "class_name": "function",
        "config": "sparse_categorical_crossentropy", "registered_name": "function",
      ],
    ] as [JSON])
  func haveALossInEveryForm(loss: JSON) throws {
    let losses = try settings(["loss": loss]).losses()
    #expect(losses.map(\.className) == ["SparseCategoricalCrossentropy"])
  }

  /// A function of the user's own may have the name of one of Keras's.
  @Test(arguments: [["module": "mine"], ["registered_name": "mine>mse"]] as [[String: JSON]])
  func haveNoFunctionOfOnesOwn(changes: [String: JSON]) throws {
    let function: [String: JSON] = [
      "module": "builtins", "class_name": "function", "config": "mse",
      "registered_name": "function",
    ]
    #expect(try settings(["loss": .object(function)]).losses().count == 1)
    let own = JSON.object(function.merging(changes) { $1 })
    #expect(throws: ModelError.self) { try settings(["loss": own]).losses() }
  }

  @Test func haveALossForEachOutput() throws {
    let outputs = ["left", "right"]
    func classes(_ loss: JSON) throws -> [String] {
      try settings(["loss": loss], outputs: outputs).losses().map(\.identifier)
    }
    #expect(try classes("mse") == ["mean_squared_error", "mean_squared_error"])
    #expect(try classes(["mse", "mae"]) == ["mean_squared_error", "mean_absolute_error"])
    #expect(
      try classes(["right": "mae", "left": "mse"]) == ["mean_squared_error", "mean_absolute_error"])
    for loss in [["mse"], ["left": "mse"], ["mse", nil], nil] as [JSON] {
      #expect(throws: ModelError.self, "\(loss)") { try classes(loss) }
    }
  }

  @Test(
    arguments: [
      (["accuracy"], ["accuracy"]), (["acc"], ["acc"]),
      ([["accuracy", "acc"]], ["accuracy", "acc"]),
      (["digit": ["accuracy"]], ["accuracy"]), (["digit": "acc"], ["acc"]), ([], []), (nil, []),
      (
        [
          [
            "module": "keras.metrics", "class_name": "SparseTopKCategoricalAccuracy",
            "config": ["name": "top3", "dtype": "float32", "k": 3, "from_sorted_ids": false],
            "registered_name": nil,
          ]
        ], ["top3"]
      ),
      (
        [
          [
            "module": "builtins", "class_name": "function", "config": "categorical_accuracy",
            "registered_name": "function",
          ]
        ], ["categorical_accuracy"]
      ),
      (
        [
          [
            "module": "keras.metrics", "class_name": "MeanMetricWrapper",
            "config": [
              "name": "right", "dtype": "float32",
              "fn": [
                "module": "builtins", "class_name": "function", "config": "categorical_accuracy",
                "registered_name": "function",
              ],
            ], "registered_name": nil,
          ]
        ], ["right"]
      ),
    ] as [(JSON, [String])])
  func haveMetricsInEveryForm(metrics: JSON, expected: [String]) throws {
    #expect(try names(["metrics": metrics]) == [expected])
  }

  @Test func haveMetricsForEachOutput() throws {
    let outputs = ["left", "right"]
    #expect(
      try names(["metrics": ["acc", ["accuracy", "acc"]]], outputs: outputs)
        == [["acc"], ["accuracy", "acc"]])
    #expect(try names(["metrics": ["right": ["acc"]]], outputs: outputs) == [[], ["acc"]])
    #expect(throws: ModelError.self, "whose is it?") {
      try names(["metrics": ["acc"]], outputs: outputs)
    }
  }

  /// Source: Keras 3, `CompileMetrics.result`.
  @Test func nameWeightedMetricsAsKeras() throws {
    #expect(try names(["weighted_metrics": ["accuracy"]]) == [["accuracy"]])
    #expect(
      try names(["metrics": ["accuracy"], "weighted_metrics": ["accuracy", "acc"]])
        == [["accuracy", "weighted_accuracy", "acc"]])
  }

  @Test func haveWeightsOfLosses() throws {
    #expect(try settings([:]).lossWeights() == nil)
    #expect(try settings(["loss_weights": 0.5]).lossWeights() == [0.5])
    #expect(try settings(["loss_weights": ["digit": 2]]).lossWeights() == [2])
    #expect(try settings(["loss_weights": [0.5]]).lossWeights() == [0.5])
    #expect(
      try settings(["loss_weights": [1, 2.0]], outputs: ["left", "right"]).lossWeights() == [1, 2])
  }

  @Test func takeTheKeysOfOutputsThatAreADictionary() throws {
    let model: JSON = [
      "config": ["output_layers": ["a": ["left", 0, 0], "b": ["right", 0, 0]]],
      "compile_config": ["optimizer": "adam", "loss": ["a": "mse", "b": "mae"]],
    ]
    let settings = try #require(
      try KerasSettings(ofKerasModel: model, outputNames: ["left", "right"]))
    #expect(try settings.losses().map(\.className) == ["MeanSquaredError", "MeanAbsoluteError"])
  }

  /// What would have to be passed over is an error that names it.
  @Test(
    arguments: [
      (["loss": ["other": "mse"]], "output other is not supported; supported: digit"),
      (["metrics": ["other": "acc"]], "output other"), (["loss": nil], "a loss for each output"),
      (["loss": ["class_name": "mse", "config": ["ignore_class": 3]]], "ignore_class 3"),
      (["loss": ["class_name": "mse", "config": ["reduction": nil]]], "reduction null"),
      (["loss": ["class_name": "bce", "config": ["axis": 1]]], "axis 1"),
      (["loss": ["class_name": "mse", "config": ["dtype": "float16"]]], "dtype float16"),
      (["loss": ["class_name": "mse", "config": ["delta": 2]]], "argument delta"),
      (
        ["loss": ["module": nil, "class_name": "Poisson", "registered_name": "my>Poisson"]],
        "loss my>Poisson"
      ),
      (
        [
          "metrics": [
            ["class_name": "SparseTopKCategoricalAccuracy", "config": ["from_sorted_ids": true]]
          ]
        ], "from_sorted_ids true"
      ),
      (
        ["metrics": [["module": "keras.metrics", "class_name": "Accuracy", "config": [:]]]],
        "keras.metrics.Accuracy, which counts equal numbers,"
      ),
      (
        [
          "metrics": [
            ["module": "builtins", "class_name": "function", "config": "accuracy"]
          ]
        ], "keras.metrics.Accuracy"
      ),
      (["metrics": [["class_name": "BinaryAccuracy", "config": ["x": 1]]]], "argument x"),
      (["weighted_metrics": ["auc"]], "metric auc"),
      (
        ["optimizer": ["module": "mine", "class_name": "Adam", "config": [:]]], "optimizer Adam"
      ),
    ] as [([String: JSON], String)])
  func refuse(changes: [String: JSON], words: String) throws {
    let error = #expect(throws: ModelError.self) {
      let settings = try settings(changes)
      _ = try settings.optimizer()
      _ = try settings.losses()
      _ = try settings.metrics()
    }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test func refuseASettingThatIsNotKnown() {
    #expect(
      throws: ModelError.unsupported(
        kind: "argument", name: "new", path: "model.compile_config",
        supported: [
          "auto_scale_loss", "jit_compile", "loss", "loss_weights", "metrics", "optimizer",
          "run_eagerly", "steps_per_execution", "weighted_metrics",
        ])
    ) { try settings(["new": 1]) }
  }

  @Test func doNotReadALearningRateThatIsReplaced() throws {
    let rate: JSON = ["class_name": "CosineDecayRestarts", "config": [:]]
    let settings = try settings([
      "optimizer": ["class_name": "SGD", "config": ["learning_rate": rate]]
    ])
    #expect(throws: ModelError.self) { try settings.optimizer() }
    #expect(try settings.optimizer(readingRate: false).optimizer.className == "SGD")
  }
}
