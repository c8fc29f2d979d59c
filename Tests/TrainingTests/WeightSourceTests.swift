import FileFormats
import Foundation
import Lockstep
import TestSupport
import Testing

@Suite("a file of weights")
struct WeightSourceTests {
  /// A trained model and another one of the same layers, whose names differ if `isRenamed`.
  private func pair(isRenamed: Bool = false) throws -> (Model, Model) {
    func model(_ seed: UInt64, _ name: String?) -> Sequential {
      Sequential(seed: seed) {
        Dense(8, activation: .relu, inputShape: [16], name: name)
        BatchNormalization()
        Dense(SmallProblem.classCount, activation: .softmax)
      }
    }
    let trained = model(1, nil)
    try trained.compile(optimizer: .adam, loss: .categoricalCrossentropy)
    try trained.fit(SmallProblem.samples(16), SmallProblem.oneHot(16), verbose: .silent)
    return (trained, model(2, isRenamed ? "hidden" : nil))
  }

  private func values(_ model: Model) throws -> [[Float]] { try model.weights().map(\.values) }

  @Test("of each kind gives the same bits, whatever it is called")
  func kinds() throws {
    try withTemporaryDirectory { folder in
      for format in [ExportFormat.safetensors, .keras, .weightsH5, .npz] {
        let (trained, other) = try pair()
        let path = "\(folder.path)/file"
        try trained.export(to: path, format: format)
        try other.loadWeights(from: path)
        #expect(try firstDifference(other, trained) == nil, "\(format)")
      }
    }
  }

  @Test("of Keras has layers by their classes")
  func renamed() throws {
    try withTemporaryDirectory { folder in
      for format in [ExportFormat.keras, .weightsH5] {
        let (trained, other) = try pair(isRenamed: true)
        let path = "\(folder.path)/file"
        try trained.export(to: path, format: format)
        try other.loadWeights(from: path)
        #expect(try values(other) == values(trained), "\(format)")
      }
    }
  }

  @Test("names the weights that the model lacks, and which of them are statistics of inputs")
  func unused() throws {
    try withTemporaryDirectory { folder in
      let normalization = Normalization(inputShape: [16])
      let trained = Sequential([normalization, Dense(4, name: "a"), Dense(2, name: "b")])
      try trained.compile(optimizer: .adam, loss: .meanSquaredError)
      let other = Sequential([Dense(4, inputShape: [16], name: "a")])
      for (format, names, statistics) in [
        (
          ExportFormat.npz,
          ["b/bias", "b/kernel", "\(normalization.name ?? "normalization")/mean"], 2
        ),
        (.safetensors, ["b/bias", "b/kernel"], 2),
        (.weightsH5, ["layers/dense_1/vars/0", "layers/normalization/vars/0"], 3),
      ] {
        let path = "\(folder.path)/file"
        try trained.export(to: path, format: format)
        var found: UnusedWeights?
        try other.loadWeights(from: path, on: .solo) { found = $0 }
        for name in names { #expect(found?.names.contains(name) == true, "\(found)") }
        #expect(found?.statistics.count == statistics, "\(found)")
        try trained.loadWeights(from: path, on: .solo) { Issue.record("\($0)") }
      }
    }
  }

  @Test("of NumPy may have the model's name before each name, and numbers of other sizes")
  func arrays() throws {
    try withTemporaryDirectory { folder in
      let (trained, other) = try pair()
      let members = try trained.weights().map { weight in
        ZipFile.Member(
          "sequential/\(weight.name).npy",
          npyFile(">f8", weight.shape, bytes(weight.values.map(Double.init), isBigEndian: true)))
      }
      let path = "\(folder.path)/weights.npz"
      try Data(ZipFile(members).file).write(to: URL(filePath: path))
      try other.loadWeights(from: path)
      #expect(try firstDifference(other, trained) == nil)
    }
  }

  @Test("that lacks a weight is refused, and the error has names that are near")
  func missing() throws {
    try withTemporaryDirectory { folder in
      let model = try pair().0
      let other = Sequential {
        Dense(8, inputShape: [16])
        Dense(8)
        Dense(SmallProblem.classCount)
      }
      for (format, words) in [
        (
          ExportFormat.weightsH5,
          "file: layers/dense_1/vars/0: found shape [8, 4]; expected [8, 8], the model's "
            + "dense_1/kernel"
        ),
        (.npz, "file: dense_1/kernel: found shape [8, 4]; expected [8, 8], the model's"),
        (.safetensors, "file: dense_1/kernel: found shape [8, 4], expected [8, 8], the model's"),
      ] {
        let path = "\(folder.path)/file"
        try model.export(to: path, format: format)
        #expect {
          try other.loadWeights(from: path)
        } throws: { error in
          "\(error)".hasSuffix(words)
        }
      }
      let small = Sequential { Dense(8, inputShape: [16]) }
      try small.export(to: "\(folder.path)/a.weights.h5")
      #expect {
        try model.loadWeights(from: "\(folder.path)/a.weights.h5")
      } throws: { error in
        "\(error)".contains(
          "a.weights.h5: layers/batch_normalization/vars/0: found no such array; expected one of "
            + "the file's 2: layers/dense/vars/0, layers/dense/vars/1")
      }
    }
  }

  @Test("of Keras 2 is called by its name")
  func legacy() throws {
    try withTemporaryDirectory { folder in
      var file = HDF5Fixture()
      let weights = file.group([])
      let root = file.group([("model_weights", weights)])
      let path = "\(folder.path)/model.h5"
      try Data(file.file(root: root)).write(to: URL(filePath: path))
      let model = try pair().0
      for call in [{ try model.loadWeights(from: path) }, { _ = try Model.load(from: path) }] {
        #expect {
          try call()
        } throws: { error in
          "\(error)".contains("model.h5: found a whole model in the legacy format of Keras 2")
        }
      }
    }
  }

  @Test("is no model, and other archives are no weights")
  func others() throws {
    try withTemporaryDirectory { folder in
      let (model, _) = try pair()
      for (name, found) in [
        ("a.weights.h5", "an HDF5 file of weights"), ("a.npz", "an archive of arrays"),
      ] {
        try model.export(to: "\(folder.path)/\(name)")
        #expect {
          try Model.load(from: "\(folder.path)/\(name)")
        } throws: { error in
          "\(error)".contains("\(name): found \(found); expected a model: a .keras file")
        }
      }
      let path = "\(folder.path)/model.pt"
      try Data(ZipFile([.init("archive/data.pkl", [0x80])]).file).write(to: URL(filePath: path))
      #expect {
        try model.loadWeights(from: path)
      } throws: { error in
        "\(error)".contains("a zip archive of archive/data.pkl and others")
      }
    }
  }
}
