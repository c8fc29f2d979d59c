import Engine
import FileFormats
import KerasFormat
import Layers
import Testing

@Suite("MetricRegistry")
struct MetricRegistryTests {
  private func read(_ json: JSON) throws -> any Metric {
    try MetricRegistry.metric(configuration: json, path: "metrics[0]")
  }

  @Test(arguments: [
    ("accuracy", "Accuracy"), ("acc", "Accuracy"), ("Accuracy", "Accuracy"),
    ("binary_accuracy", "BinaryAccuracy"), ("BinaryAccuracy", "BinaryAccuracy"),
    ("categorical_accuracy", "CategoricalAccuracy"),
    ("CategoricalAccuracy", "CategoricalAccuracy"),
    ("sparse_categorical_accuracy", "SparseCategoricalAccuracy"),
    ("SparseCategoricalAccuracy", "SparseCategoricalAccuracy"),
    ("top_k_categorical_accuracy", "TopKCategoricalAccuracy"),
    ("TopKCategoricalAccuracy", "TopKCategoricalAccuracy"),
    ("sparse_top_k_categorical_accuracy", "SparseTopKCategoricalAccuracy"),
    ("SparseTopKCategoricalAccuracy", "SparseTopKCategoricalAccuracy"),
    ("mae", "MeanAbsoluteError"), ("MeanAbsoluteError", "MeanAbsoluteError"),
    ("mse", "MeanSquaredError"), ("mean_squared_error", "MeanSquaredError"),
  ])
  func takesKerasNames(name: String, className: String) throws {
    #expect(try read(.string(name)).className == className)
    #expect(try read(["class_name": .string(name), "config": [:]]).className == className)
  }

  @Test(arguments: MetricRegistry.names)
  func takesEveryNameThatItLists(name: String) throws {
    #expect(try read(.string(name)).name == name)
  }

  @Test(
    arguments: [
      Accuracy(), BinaryAccuracy(threshold: 0.75), CategoricalAccuracy(),
      SparseCategoricalAccuracy(), TopKCategoricalAccuracy(k: 3),
      SparseTopKCategoricalAccuracy(k: 2), ErrorMetric(.absolute), ErrorMetric(.squared),
    ] as [any Metric])
  func readsArguments(metric: any Metric) throws {
    let again = try read(JSON(metric))
    #expect(type(of: again) == type(of: metric))
    #expect(again.configuration == metric.configuration)
  }

  @Test func hasKerasDefaults() throws {
    #expect(try read("binary_accuracy").configuration == BinaryAccuracy().configuration)
    #expect(try read("top_k_categorical_accuracy").configuration["k"] == 5)
    #expect(try read("sparse_top_k_categorical_accuracy").configuration["k"] == 5)
  }

  /// A function of Keras's with arguments that its wrapper passes on.
  @Test func unwrapsFunctions() throws {
    let function: JSON = [
      "module": "builtins", "class_name": "function", "config": "top_k_categorical_accuracy",
      "registered_name": "function",
    ]
    func wrapped(_ arguments: [String: JSON]) -> JSON {
      [
        "module": "keras.metrics", "class_name": "MeanMetricWrapper",
        "config": .object(
          ["name": "hits", "dtype": "float32", "fn": function].merging(arguments) { $1 }),
        "registered_name": nil,
      ]
    }
    #expect(try read(wrapped(["k": 3])).name == "hits")
    #expect(try read(wrapped(["k": 3])).configuration["k"] == 3)
    #expect(try read(wrapped([:])).configuration["k"] == 5)
    #expect(throws: ModelError.self) { try read(wrapped(["threshold": 3])) }
  }

  @Test func namesWhatItDoesNotKnow() {
    #expect(
      throws: ModelError.unsupported(
        kind: "metric", name: "auc", path: "metrics[0]", supported: MetricRegistry.names)
    ) { try read("auc") }
    #expect(
      throws: ModelError.malformed(
        path: "metrics[0].config.k", expected: "an integer",
        found: #""two""#)
    ) { try read(["class_name": "TopKCategoricalAccuracy", "config": ["k": "two"]]) }
  }
}
