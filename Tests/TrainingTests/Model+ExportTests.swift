import FileFormats
import Foundation
import KerasFormat
import Layers
import Lockstep
import TestSupport
import Testing
import Training

@Suite("an exported model")
struct ModelExportTests {
  /// Two dense layers and a batch normalization, trained for a few steps.
  private func trained(_ optimizer: any Optimizer = .adam) throws -> Sequential {
    let model = Sequential(seed: 3) {
      Dense(8, activation: .relu, inputShape: [16])
      BatchNormalization()
      Dropout(0.25)
      Dense(SmallProblem.classCount, activation: .softmax)
    }
    try model.compile(
      optimizer: optimizer, loss: .categoricalCrossentropy, metrics: [.accuracy])
    try model.fit(
      SmallProblem.samples(34), SmallProblem.oneHot(34), epochs: 1, batchSize: 8, verbose: .silent)
    return model
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
  }

  private func members(_ path: String) throws -> [(name: String, bytes: [UInt8])] {
    let archive = try ZipArchive(path)
    return try archive.members.map { member in
      let reader = try ZipMemberReader(member, of: archive)
      var content: [UInt8] = []
      while true {
        let bytes = try reader.nextBytes(1 << 16)
        guard !bytes.isEmpty else { return (member.name, content) }
        content += bytes
      }
    }
  }

  @Test("has the format that its ending says")
  func endings() throws {
    for format in ExportFormat.allCases {
      #expect(try ExportFormat(endingOf: "runs/a\(format.ending)") == format)
    }
    #expect(throws: TrainingError.self) { try ExportFormat(endingOf: "model.h5") }
    #expect {
      try SmallProblem.model().export(to: "model.bin")
    } throws: { error in
      "\(error)"
        == "the path of the export is model.bin; expected one that ends in .keras, .weights.h5, "
        + ".npz, .safetensors, .json, .onnx, or a format"
    }
  }

  @Test("is the weights by their names, as arrays or tensors")
  func weights() throws {
    try withTemporaryDirectory { folder in
      let model = try trained()
      let weights = try model.weights()
      try model.export(to: "\(folder.path)/a.npz")
      let arrays = try members("\(folder.path)/a.npz")
      #expect(arrays.map(\.name) == weights.map { "\($0.name).npy" })
      for (array, weight) in zip(arrays, weights) {
        #expect(array.bytes == NpyWriter.content(weight.values, shape: weight.shape).bytes)
      }
      let path = "\(folder.path)/a.safetensors"
      try model.export(to: path)
      let other = try trained(.sgd)
      try other.loadWeights(from: path)
      #expect(try firstDifference(other, model) == nil)
      #expect(try SafetensorsFile(path).names.sorted() == weights.map(\.name).sorted())
    }
  }

  @Test("is a model with settings that can be read from JSON")
  func json() throws {
    try withTemporaryDirectory { folder in
      let model = try trained(.rmsprop)
      try model.export(to: "\(folder.path)/a.json")
      let file = try ModelFile(readingFrom: "\(folder.path)/a.json", seed: 3)
      #expect(try file.model.graph().description == model.graph().description)
      let settings = try #require(file.settings)
      #expect(try settings.optimizer().optimizer is RMSprop)
      #expect(try settings.losses().map(\.className) == ["CategoricalCrossentropy"])
      #expect(try settings.metrics().map { $0.map(\.name) } == [["accuracy"]])
    }
  }

  @Test("is an archive with the variables under Keras's paths")
  func keras() throws {
    try withTemporaryDirectory { folder in
      let model = try trained()
      for ending in ["keras", "json", "weights.h5"] {
        try model.export(to: "\(folder.path)/a.\(ending)")
      }
      let parts = try members("\(folder.path)/a.keras")
      #expect(parts.map(\.name) == ["metadata.json", "config.json", "model.weights.h5"])
      #expect(try parts[1].bytes == bytes("\(folder.path)/a.json"))
      #expect(try parts[2].bytes == bytes("\(folder.path)/a.weights.h5"))

      let file = try HDF5File("\(folder.path)/a.weights.h5")
      let layers = ["batch_normalization", "dense", "dense_1", "dropout"]
      #expect(
        file.groups
          == (["", "layers", "optimizer", "optimizer/vars", "vars"]
          + layers.flatMap { ["layers/\($0)", "layers/\($0)/vars"] }).sorted())
      func check(_ path: String, _ name: String) throws {
        let weight = try #require(try model.weights().first { $0.name == name })
        #expect(try file.floats("layers/\(path)") == weight.values, "\(name)")
        #expect(try file.dataset("layers/\(path)").shape == weight.shape, "\(name)")
      }
      try check("dense/vars/0", "dense/kernel")
      try check("dense_1/vars/1", "dense_1/bias")
      for (index, name) in ["gamma", "beta", "moving_mean", "moving_variance"].enumerated() {
        try check("batch_normalization/vars/\(index)", "batch_normalization/\(name)")
      }
      #expect(try file.integer("optimizer/vars/0") == 5)
      #expect(try file.floats("optimizer/vars/1") == [0.001])
    }
  }

  /// Optimizers, their slots in Keras's order, and whether those of one weight are side by side.
  private static let slotOrders: [(any Optimizer, [String], Bool)] = [
    (Adam(), ["momentum", "velocity"], true),
    (Adadelta(), ["accumulated_grad", "accumulated_delta_var"], true),
    (RMSprop(momentum: 0.5, centered: true), ["velocity", "momentum", "average"], false),
    (SGD(momentum: 0.9), ["momentum"], false), (SGD(), [], false),
  ]

  @Test("has the optimizer's slots in Keras's order", arguments: ModelExportTests.slotOrders)
  func slots(optimizer: any Optimizer, names: [String], areSideBySide: Bool) throws {
    try withTemporaryDirectory { folder in
      let model = try SmallProblem.model(optimizer)
      try model.fit(
        SmallProblem.samples(8), SmallProblem.oneHot(8), epochs: 1, batchSize: 8, verbose: .silent)
      try model.save(to: "\(folder.path)/a.safetensors")
      try model.export(to: "\(folder.path)/a.weights.h5")
      let saved = try SafetensorsFile("\(folder.path)/a.safetensors")
      let file = try HDF5File("\(folder.path)/a.weights.h5")
      let weights = ["dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"]
      let expected =
        areSideBySide
        ? weights.flatMap { weight in names.map { "optimizer/\($0)/\(weight)" } }
        : names.flatMap { name in weights.map { "optimizer/\(name)/\($0)" } }
      #expect(file.names.count { $0.hasPrefix("optimizer/") } == 2 + expected.count)
      for (index, name) in expected.enumerated() {
        #expect(
          try file.floats("optimizer/vars/\(index + 2)") == saved.floats(name), "\(name)")
      }
    }
  }

  @Test("is a graph of ONNX's operators, without dropout")
  func onnx() throws {
    try withTemporaryDirectory { folder in
      let model = Sequential {
        Conv2D(2, (3, 3), padding: .same, activation: .relu, inputShape: [4, 6, 1])
        MaxPooling2D(2)
        Dropout(0.5)
        Flatten()
        Dense(3, activation: .softmax, name: "out")
      }
      try model.export(to: "\(folder.path)/a.onnx")
      let file = try ProtobufFields(bytes("\(folder.path)/a.onnx")[...])
      #expect(file[1].map(\.integer) == [8])
      let graph = try #require(try file.messages(7).first)
      let nodes = try graph.messages(1)
      #expect(
        nodes.flatMap { $0.texts(4) } == [
          "Transpose", "Conv", "Relu", "MaxPool", "Transpose", "Reshape", "Gemm", "Softmax",
          "Identity",
        ])
      // Each input of a node is the output of one before it, the graph's input, or a constant.
      var known = Set(try graph.messages(5).flatMap { $0.texts(8) })
      known.formUnion(try graph.messages(11).flatMap { $0.texts(1) })
      for node in nodes {
        #expect(known.isSuperset(of: node.texts(1)), "\(node.texts(1))")
        known.formUnion(node.texts(2))
      }
      #expect(try graph.messages(12).flatMap { $0.texts(1) } == ["out"])
      #expect(known.contains("out"))
    }
  }

  @Test("is refused with weights that are not finite", arguments: ExportFormat.allCases)
  func notFinite(format: ExportFormat) throws {
    try withTemporaryDirectory { folder in
      let model = try SmallProblem.model()
      try model.setWeights(["dense_1/bias": [0, .nan, 0, 0]])
      let path = "\(folder.path)/a"
      #expect {
        try model.export(to: path, format: format)
      } throws: { error in
        "\(error)".hasPrefix("dense_1/bias is infinite or NaN")
      }
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test("is refused with a part that the format lacks")
  func ownParts() throws {
    try withTemporaryDirectory { folder in
      let loss = LossFunction("own") { target, prediction, gradient in
        for index in prediction.indices { gradient[index] = prediction[index] - target[index] }
        return 0
      }
      let model = try SmallProblem.model(.adam, loss: loss)
      for format in [ExportFormat.keras, .json] {
        #expect {
          try model.export(to: "\(folder.path)/a", format: format)
        } throws: { error in
          "\(error)".contains("expected Keras's own")
        }
      }
      try model.export(to: "\(folder.path)/a.onnx")
      let warmup = LinearWarmup(peak: 0.1, steps: 3)
      #expect {
        try SmallProblem.model(.sgd(learningRate: warmup)).export(to: "\(folder.path)/a.keras")
      } throws: { error in
        "\(error)".contains("schedule of Keras LinearWarmup is not supported")
      }
    }
  }
}
