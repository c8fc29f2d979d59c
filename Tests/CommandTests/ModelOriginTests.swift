import Foundation
import TestSupport
import Testing

/// Models and settings that other programs wrote, and what `train` and `summary` make of them.
@Suite("a model from elsewhere")
struct ModelOriginTests {
  private static let adam = #"{"class_name": "Adam", "config": {"learning_rate": 0.001}}"#

  /// A Sequential of some layers, compiled or not.
  private func sequential(_ layers: [String], compiled: String? = nil) -> String {
    let settings = compiled.map { #", "compile_config": \#($0)"# } ?? ""
    return """
      {"module": "keras", "class_name": "Sequential", "config": {"name": "sequential", \
      "layers": [\(layers.joined(separator: ", "))]}, "registered_name": null\(settings)}
      """
  }

  private func input(_ shape: String) -> String {
    #"{"class_name": "InputLayer", "config": {"batch_shape": [null, \#(shape)], "name": "in"}}"#
  }

  private func dense(_ units: Int, _ activation: String, _ name: String) -> String {
    """
    {"class_name": "Dense", "config": {"units": \(units), "activation": "\(activation)", \
    "name": "\(name)"}}
    """
  }

  private let flatten = #"{"class_name": "Flatten", "config": {"name": "flatten"}}"#
  private let rescaling =
    #"{"class_name": "Rescaling", "config": {"scale": 0.00392156862745098, "name": "scale"}}"#

  /// The result of `train` on the built-in digits, in a folder with the models.
  private func train(
    _ models: [String: String], _ arguments: [[String]]
  ) throws -> [JobResult] {
    try withTemporaryDirectory { url in
      for (name, text) in models {
        try Data(text.utf8).write(to: url.appending(path: name))
      }
      return try arguments.map { arguments in
        try Job.solo(
          "lockstep",
          [
            "train", "--data", "digits", "--train-samples", "256", "--epochs", "1", "--verbose",
            "0",
          ]
            + arguments, directory: url)
      }
    }
  }

  private func accuracy(_ result: JobResult) throws -> Substring {
    #expect(result.exitCode == 0, "\(result)")
    return try #require(
      result.standardOutput.split(separator: "\n").first { $0.hasPrefix("Test ") }, "\(result)")
  }

  @Test("that was not built takes the shape of the data, or what its first layer needs of it")
  func unbuilt() throws {
    let compiled =
      #"{"optimizer": \#(Self.adam), "loss": "sparse_categorical_crossentropy", "metrics": ["acc"]}"#
    let layers = [dense(8, "relu", "dense"), dense(10, "softmax", "classes")]
    let convolution =
      #"{"class_name": "Conv2D", "config": {"filters": 2, "kernel_size": [5, 5], "name": "conv"}}"#
    let results = try train(
      [
        "built.json": sequential([input("28, 28"), flatten] + layers, compiled: compiled),
        "unbuilt.json": sequential([flatten] + layers, compiled: compiled),
        "dense.json": sequential(layers, compiled: compiled),
        "conv.json": sequential([convolution, flatten] + layers, compiled: compiled),
      ],
      ["built", "unbuilt", "dense", "conv"].map { ["--model", "\($0).json"] })
    let built = try accuracy(results[0])
    #expect(built.hasPrefix("Test acc "), "the name that was given")
    #expect(try accuracy(results[1]) == built)
    #expect(try accuracy(results[2]) == built)
    _ = try accuracy(results[3])
  }

  @Test("that scales pixels itself is given them as they are")
  func rescaled() throws {
    let layers = [flatten, dense(16, "relu", "dense"), dense(10, "softmax", "classes")]
    let results = try train(
      [
        "with.json": sequential([input("28, 28"), rescaling] + layers),
        "without.json": sequential([input("28, 28")] + layers),
      ], [["--model", "with.json"], ["--model", "without.json"]])
    #expect(try accuracy(results[0]) == accuracy(results[1]))
  }

  @Test("that ends in logits gets a loss from logits, or a warning")
  func logits() throws {
    let layers = [input("784"), dense(16, "relu", "dense"), dense(10, "linear", "logits")]
    let results = try train(
      ["logits.json": sequential(layers, compiled: "{}")],
      [
        [], ["--loss", "categorical_crossentropy:fromLogits=true"],
        ["--loss", "categorical_crossentropy"],
      ]
      .map { ["--model", "logits.json"] + $0 })
    #expect(try accuracy(results[0]) == accuracy(results[1]))
    #expect(errorLines(results[0]).isEmpty && errorLines(results[1]).isEmpty)
    let warnings = errorLines(results[2])
    #expect(
      warnings.count == 1 && warnings[0].contains("give the loss fromLogits=true"), "\(warnings)")
  }

  @Test("with settings that are not known is summarised, and trained where options replace them")
  func unknownSettings() throws {
    let layers = [input("784"), dense(10, "softmax", "classes")]
    let settings = [
      ("--optimizer", "adam", #""optimizer": {"class_name": "Nadam", "config": {}}"#),
      ("--loss", "sparse_categorical_crossentropy", #""loss": "kl_divergence""#),
      ("--metrics", "accuracy", #""metrics": ["auc"]"#),
    ]
    var models: [String: String] = [:]
    for (option, _, setting) in settings {
      var parts = [
        #""optimizer": "adam""#, #""loss": "sparse_categorical_crossentropy""#,
        #""metrics": ["accuracy"]"#,
      ]
      parts.removeAll { setting.hasPrefix($0.prefix { $0 != ":" }) }
      models["\(option).json"] = sequential(
        layers, compiled: "{\((parts + [setting]).joined(separator: ", "))}")
    }
    let failed = try train(models, settings.map { ["--model", "./\($0.0).json"] })
    for (result, setting) in zip(failed, settings) {
      #expect(result.exitCode == 65, "\(result)")
      expectOneErrorLine(result, containing: ["is not supported", "give \(setting.0), which"])
    }
    let replaced = try train(
      models, settings.map { ["--model", "./\($0.0).json", $0.0, $0.1] })
    for result in replaced { _ = try accuracy(result) }
    try withTemporaryDirectory { url in
      let model = try #require(models["--optimizer.json"])
      try Data(model.utf8).write(to: url.appending(path: "model.json"))
      let summary = try Job.solo("lockstep", ["summary", "model.json"], directory: url)
      #expect(summary.exitCode == 0 && summary.standardOutput.contains("classes"), "\(summary)")
    }
  }

  @Test("does not stand before a built-in one of its name")
  func names() throws {
    try withTemporaryDirectory { url in
      for name in ["cnn", "other"] {
        try FileManager.default.createDirectory(
          at: url.appending(path: name), withIntermediateDirectories: true)
      }
      try Data("text".utf8).write(to: url.appending(path: "mlp"))
      for name in ["cnn", "mlp"] {
        let result = try Job.solo("lockstep", ["summary", name], directory: url)
        #expect(result.exitCode == 0, "\(result)")
      }
      let folder = try Job.solo("lockstep", ["summary", "other"], directory: url)
      #expect(folder.exitCode == 65)
      expectOneErrorLine(
        folder, containing: ["other: found no checkpoint; expected a run's folder"])
      let file = try Job.solo("lockstep", ["summary", "./mlp"], directory: url)
      #expect(file.exitCode == 65)
      expectOneErrorLine(file, containing: ["./mlp: JSON, byte "])
    }
  }

  @Test("has no second learning rate unless it is said")
  func twice() throws {
    let results = try train(
      [:],
      [
        ["--learning-rate", "0.1", "--learning-rate", "0.2"],
        ["--learning-rate", "0.1", "--optimizer", "adam:learningRate=0.2"],
        ["--momentum", "0.5", "--optimizer", "sgd:momentum=0.9"],
        ["--learning-rate", "0.25", "--optimizer", "adam:learningRate=0.25"],
      ])
    #expect(errorLines(results[0]).first?.contains("with 0.1 and 0.2; the last one counts") == true)
    for result in results[1...2] {
      #expect(result.exitCode == 64, "\(result)")
      expectOneErrorLine(result, containing: ["of --optimizer is, or one of them alone"])
    }
    _ = try accuracy(results[3])
  }
}
