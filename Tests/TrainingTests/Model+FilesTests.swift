import FileFormats
import Foundation
import Lockstep
import TestSupport
import Testing

@Suite("a model in a file")
struct ModelFilesTests {
  private func train(_ model: Model, epochs: Int = 1) throws {
    try model.fit(
      SmallProblem.samples(34), SmallProblem.oneHot(34), epochs: epochs, batchSize: 8,
      verbose: .silent)
  }

  @Test("is the same model, which trains on with the same bits")
  func roundTrip() throws {
    try withTemporaryDirectory { folder in
      let path = "\(folder.path)/model.safetensors"
      let model = try SmallProblem.model()
      try train(model)
      try model.save(to: path)
      let loaded = try Model.load(from: path)
      #expect(try firstDifference(loaded, model) == nil)
      #expect(loaded.iterations == model.iterations && loaded.seed == model.seed)
      for model in [model, loaded] { try train(model, epochs: 2) }
      #expect(try firstDifference(loaded, model) == nil)
    }
  }

  @Test("needs neither training nor compile")
  func untrained() throws {
    try withTemporaryDirectory { folder in
      let path = "\(folder.path)/model.safetensors"
      let model = Sequential { Dense(3, activation: .softmax, inputShape: [4]) }
      try model.save(to: path)
      let loaded = try Model.load(from: path)
      #expect(try firstDifference(loaded, model) == nil)
      #expect(loaded.optimizer == nil)
      #expect(try loaded.predict([[1, 2, 3, 4]]) == model.predict([[1, 2, 3, 4]]))
    }
  }

  @Test("is a checkpoint too")
  func checkpoint() throws {
    try SavedRun.with { run in
      let loaded = try Model.load(from: run.path)
      #expect(try firstDifference(loaded, run.model) == nil)
      for model in [run.model, loaded] as [Model] { try train(model) }
      #expect(try firstDifference(loaded, run.model) == nil)
    }
  }

  @Test("may be only its weights")
  func weights() throws {
    try withTemporaryDirectory { folder in
      let path = "\(folder.path)/weights.safetensors"
      let (model, other) = (try SmallProblem.model(), try SmallProblem.model(seed: 5))
      try train(model)
      try model.saveWeights(to: path)
      #expect(
        try SafetensorsFile(path).tensors.map(\.name) == model.weights().map(\.name).sorted())
      try other.loadWeights(from: path)
      #expect(try firstDifference(model, other) == nil)
      #expect(throws: CheckpointError.self) { try Model.load(from: path) }
    }
  }

  @Test("has a path")
  func emptyPath() throws {
    let model = try SmallProblem.model()
    let calls: [() throws -> Void] = [
      { try model.save(to: "") }, { try model.saveWeights(to: "") },
      { _ = try Model.load(from: "") }, { try model.loadWeights(from: "") },
    ]
    for call in calls {
      let error = try #require(throws: FileError.self) { try call() }
      #expect("\(error)".hasPrefix("\"\": cannot ") && "\(error)".contains("the path is empty"))
    }
  }

  @Test("is not written with numbers that are not finite")
  func notFinite() throws {
    try withTemporaryDirectory { folder in
      let path = "\(folder.path)/model.safetensors"
      let model = try SmallProblem.model()
      try model.setWeights(["dense/bias": [Float](repeating: .nan, count: 8)])
      #expect(throws: TrainingError.self) { try model.save(to: path) }
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }
}
