import FileFormats
import Foundation
import Lockstep
import TestSupport
import Testing
import Training

@Suite("a model in a .keras file")
struct KerasModelTests {
  private func train(_ model: Model, epochs: Int = 1) throws {
    try model.fit(
      SmallProblem.samples(34), SmallProblem.oneHot(34), epochs: epochs, batchSize: 8,
      verbose: .silent)
  }

  /// Layers with weights, with statistics, and with random numbers, two of them of one class.
  private func model(_ optimizer: any Optimizer = Adam()) throws -> Sequential {
    let model = Sequential(seed: 3) {
      Dense(8, activation: .relu, inputShape: [16], name: "first")
      BatchNormalization()
      Dropout(0.25)
      Dense(SmallProblem.classCount, activation: .softmax)
    }
    try model.compile(
      optimizer: optimizer, loss: .categoricalCrossentropy, metrics: [.accuracy])
    return model
  }

  private static let optimizers: [any Optimizer] = [
    Adam(learningRate: 0.01), AdamW(weightDecay: 0.01), Adadelta(), Adagrad(), SGD(),
    SGD(learningRate: 0.05, momentum: 0.9, nesterov: true), RMSprop(),
    RMSprop(momentum: 0.5, centered: true),
    Adam(learningRate: ExponentialDecay(initialLearningRate: 0.01, decaySteps: 3, decayRate: 0.5)),
  ]

  /// Shuffling and dropout depend on the seed and on the epochs seen, which the file has too.
  @Test("predicts and trains on with the same bits", arguments: optimizers.indices)
  func roundTrip(index: Int) throws {
    try withTemporaryDirectory { folder in
      let path = "\(folder.path)/model.keras"
      let model = try model(Self.optimizers[index])
      try train(model)
      try model.export(to: path)
      let loaded = try Model.load(from: path)
      #expect(try firstDifference(loaded, model) == nil)
      #expect(loaded.iterations == model.iterations && loaded.seed == model.seed)
      let samples = SmallProblem.samples(9)
      #expect(try loaded.predict(samples) == model.predict(samples))
      for model in [model, loaded] { try train(model, epochs: 2) }
      #expect(try firstDifference(loaded, model) == nil)
    }
  }

  @Test("may have branches, shared layers, and layers that are frozen")
  func functional() throws {
    try withTemporaryDirectory { folder in
      let path = "\(folder.path)/model.keras"
      let input = Symbol.input(shape: [4, 4, 1])
      let shared = Conv2D(4, (3, 3), padding: .same, activation: .relu)
      let frozen = Conv2D(4, (1, 1))
      frozen.trainable = false
      let left = try shared(shared(Conv2D(4, (1, 1))(input)))
      let joined = try Add()([left, frozen(input)])
      let output = try Dense(SmallProblem.classCount, activation: .softmax)(
        GlobalAveragePooling2D()(BatchNormalization()(joined)))
      let model = Model(inputs: [input], outputs: [output], seed: 5)
      try model.compile(optimizer: .adam, loss: .categoricalCrossentropy)
      let samples = SmallProblem.samples(24).reshaped(to: [4, 4, 1])
      let labels = try SmallProblem.oneHot(24)
      try model.fit(samples, labels, batchSize: 8, verbose: .silent)
      try model.export(to: path)
      let loaded = try Model.load(from: path)
      #expect(try firstDifference(loaded, model) == nil)
      for model in [model, loaded] { try model.fit(samples, labels, verbose: .silent) }
      #expect(try firstDifference(loaded, model) == nil)
    }
  }

  @Test("need not have been compiled or trained, and may be loaded without its settings")
  func untrained() throws {
    try withTemporaryDirectory { folder in
      let path = "\(folder.path)/model.keras"
      let model = try model()
      try model.export(to: path)
      let compiled = try Model.load(from: path)
      #expect(compiled.optimizer is Adam && compiled.iterations == 0)
      #expect(try Model.load(from: path, compile: false).optimizer == nil)
      #expect(try firstDifference(compiled, model) == nil)
      let bare = Sequential { Dense(3, inputShape: [4]) }
      try bare.export(to: path)
      let loaded = try Model.load(from: path)
      #expect(loaded.optimizer == nil)
      #expect(try firstDifference(loaded, bare) == nil)
    }
  }

  /// The members of a trained model's file.
  private func members(in folder: URL) throws -> [ZipFile.Member] {
    let model = try model()
    try train(model)
    try model.export(to: "\(folder.path)/model.keras")
    let archive = try ZipArchive("\(folder.path)/model.keras")
    return try archive.members.map {
      ZipFile.Member($0.name, try ZipMemberReader($0, of: archive).contents())
    }
  }

  @Test("may be compressed, and need not say where it comes from")
  func otherArchives() throws {
    try withTemporaryDirectory { folder in
      let members = try members(in: folder)
      let model = try Model.load(from: "\(folder.path)/model.keras")
      let path = "\(folder.path)/other.keras"
      let deflated = members.map { ZipFile.Member($0.name, $0.content, isDeflated: true) }
      try Data(ZipFile(deflated).file).write(to: URL(filePath: path))
      #expect(try firstDifference(Model.load(from: path), model) == nil)
      for metadata in ["{\"keras_version\": \"3.9.0\"}", "no JSON"] {
        let members = [ZipFile.Member("metadata.json", Array(metadata.utf8))] + members.dropFirst()
        try Data(ZipFile(members).file).write(to: URL(filePath: path))
        let loaded = try Model.load(from: path)
        #expect(try firstDifference(loaded, model) == nil)
        #expect(loaded.seed == 0 && loaded.iterations == model.iterations)
      }
    }
  }

  /// What is changed in the tree of weights, and words of the error.
  private static let damages: [(path: String, array: HDF5Array, words: String)] = [
    ("layers/dense/vars/0", .floats([1, 2], shape: [2]), "found shape [2]; expected [16, 8]"),
    (
      "layers/dense/vars/1", .floats([Float](repeating: .nan, count: 8), shape: [8]),
      "found nan at element 0"
    ),
    (
      "layers/batch_normalization/vars/3", .floats([Float](repeating: -1, count: 8), shape: [8]),
      "layers/batch_normalization/vars/3: found -1.0; expected variances"
    ),
    ("layers/dense_1/vars/1", .integer(3), "found shape []"),
    ("optimizer/vars/0", .integer(-1), "found -1; expected a number of updates"),
    ("optimizer/vars/1", .floats([-1], shape: []), "found -1.0; expected a learning rate"),
    ("optimizer/vars/2", .floats([1], shape: [1]), "the momentum of first/kernel"),
    ("optimizer/vars/99", .floats([1], shape: [1]), "optimizer/vars: found 15 variables"),
    (
      "optimizer/vars/3", .floats([Float](repeating: -1, count: 128), shape: [16, 8]),
      "expected finite numbers from 0 up"
    ),
  ]

  @Test("is refused with weights of another form", arguments: damages.indices)
  func damaged(index: Int) throws {
    try withTemporaryDirectory { folder in
      let damage = Self.damages[index]
      var members = try members(in: folder)
      let file = try HDF5File(ZipArchive(in: folder, members))
      var tree = HDF5Tree()
      for name in file.names where name != damage.path {
        let dataset = try file.dataset(name)
        try tree.add(
          name,
          dataset.type.isInteger
            ? .integer(try file.integer(name))
            : .floats(try file.floats(name), shape: dataset.shape))
      }
      try tree.add(damage.path, damage.array)
      members[2] = ZipFile.Member("model.weights.h5", tree.content.bytes)
      let path = "\(folder.path)/damaged.keras"
      try Data(ZipFile(members).file).write(to: URL(filePath: path))
      #expect {
        try Model.load(from: path)
      } throws: { error in
        "\(error)".hasPrefix("\(path): member model.weights.h5, ")
          && "\(error)".contains(damage.words)
      }
    }
  }

  @Test("is refused without one of its parts, and with settings that are not known")
  func parts() throws {
    try withTemporaryDirectory { folder in
      let members = try members(in: folder)
      let path = "\(folder.path)/part.keras"
      func error(_ members: [ZipFile.Member]) throws -> String {
        try Data(ZipFile(members).file).write(to: URL(filePath: path))
        return "\((#expect(throws: (any Error).self) { try Model.load(from: path) })!)"
      }
      #expect(try error(Array(members[..<2])).contains("no member model.weights.h5"))
      #expect(
        try error([members[0], members[2]]).contains("a zip archive of metadata.json and others"))
      let text = String(decoding: members[1].content, as: UTF8.self)
      func configured(_ text: String) -> [ZipFile.Member] {
        [members[0], ZipFile.Member("config.json", Array(text.utf8)), members[2]]
      }
      #expect(try error(configured("{")).hasPrefix("\(path): config.json: JSON, byte 1"))
      let unknown = try error(configured(text.replacing("\"Adam\"", with: "\"Lion\"")))
      #expect(unknown.contains("Lion") && unknown.contains("compile: false"))
      #expect(try Model.load(from: path, compile: false).optimizer == nil)
      // Outputs need no optimizer, and what they mean is what the loss says.
      let (model, _) = try Model.loadWithForm(from: path, optimizerState: false)
      #expect(model.compilation?.objective.losses.isEmpty == false)
    }
  }

  /// A byte of each twenty: every one of the structure lies in one of the runs.
  @Test("with a byte changed or cut off is refused in one line, or is the same model")
  func changed() throws {
    try withTemporaryDirectory { folder in
      let path = "\(folder.path)/model.keras"
      let model = Sequential { Dense(2, inputShape: [2]) }
      try model.export(to: path)
      let bytes = Array(try Data(contentsOf: URL(filePath: path)))
      for index in bytes.indices where index % 20 < 2 {
        for isCut in [false, true] {
          var changed = isCut ? Array(bytes[..<index]) : bytes
          if !isCut { changed[index] ^= 0x11 }
          try Data(changed).write(to: URL(filePath: path))
          do {
            #expect(try firstDifference(Model.load(from: path), model) == nil, "byte \(index)")
          } catch {
            #expect(!"\(error)".contains("\n"))
          }
        }
      }
    }
  }
}

extension HDF5File {
  /// The weights of an archive's third member.
  fileprivate init(_ archive: ZipArchive) throws { try self.init(archive.members[2], of: archive) }
}

extension ZipArchive {
  /// The archive of some members, written to a folder.
  fileprivate convenience init(in folder: URL, _ members: [ZipFile.Member]) throws {
    let path = "\(folder.path)/members.zip"
    try Data(ZipFile(members).file).write(to: URL(filePath: path))
    try self.init(path)
  }
}
