import Datasets
import Lockstep
import Testing

@Suite("going on from a checkpoint")
struct CheckpointResumingTests {
  @Test("restores a model that predicts the same")
  func restoredModel() throws {
    try SavedRun.with { run in
      let restored = try run.checkpoint().restoredModel()
      #expect(try firstDifference(restored, run.model) == nil)
      let samples = SmallProblem.samples(5)
      #expect(try restored.predict(samples) == run.model.predict(samples))
      #expect(restored.iterations == 10)
      #expect(restored.seed == run.model.seed)
    }
  }

  @Test("restores a model that trains on with the same bits")
  func trainsOn() throws {
    try SavedRun.with { run in
      let restored = try run.checkpoint().restoredModel()
      for model in [restored, run.model] {
        try model.fit(
          SmallProblem.samples(34), SmallProblem.oneHot(34), epochs: 2, batchSize: 8,
          verbose: .silent)
      }
      #expect(try firstDifference(restored, run.model) == nil)
    }
  }

  @Test("takes the same settings")
  func sameSettings() throws {
    try SavedRun.with { run in
      try run.checkpoint().header.check(run.model, run.trainer.identity, path: run.path)
    }
  }

  @Test(
    "names the setting that is not the same",
    arguments: ["leaf count", "batch size", "seed", "order of samples", "training data"])
  func otherSetting(what: String) throws {
    try SavedRun.with { run in
      var identity = run.trainer.identity
      switch what {
      case "leaf count": identity.leafCount = 16
      case "batch size": identity.batchSize += 1
      case "seed": identity.seed += 1
      case "order of samples": identity.shuffle = false
      default: identity.data = "34 samples 00000000 labels 00000000"
      }
      try expectDifference(what, run, run.model, identity)
    }
  }

  @Test(
    "names the difference of the model",
    arguments: [
      ("model", 9, Adam(learningRate: 0.01)),
      ("learning rate", 8, Adam(learningRate: Float(0.01).nextUp)),
      ("optimizer, loss or metrics", 8, Adam(learningRate: 0.01, beta2: 0.9)),
    ])
  func otherModel(what: String, hidden: Int, optimizer: Adam) throws {
    try SavedRun.with { run in
      let other = try SmallProblem.model(optimizer, hidden: hidden)
      try expectDifference(what, run, other, run.trainer.identity)
    }
  }

  private static let columns = TableColumns(
    features: ["a", "b"], featureCount: 2, labels: ["kind"], classes: ["x", "y"])
  private static let images = ImageForm(
    height: 4, width: 4, colorMode: .rgb, isResized: false, classes: ["x", "y"])

  /// The numbers may be the same where their meaning is another one.
  @Test(
    "names other columns, classes and images",
    arguments: [
      (
        "list of columns", DataForm(columns: columns),
        DataForm(
          columns: TableColumns(
            features: ["b", "a"], featureCount: 2, labels: ["kind"], classes: ["x", "y"]))
      ),
      ("list of columns", DataForm(columns: columns), DataForm()),
      (
        "list of label columns", DataForm(columns: columns),
        DataForm(
          columns: TableColumns(
            features: ["a", "b"], featureCount: 2, labels: ["sort"], classes: ["x", "y"]))
      ),
      (
        "list of classes", DataForm(columns: columns),
        DataForm(
          columns: TableColumns(
            features: ["a", "b"], featureCount: 2, labels: ["kind"], classes: ["x", "z"]))
      ),
      (
        "list of classes", DataForm(images: images),
        DataForm(
          images: ImageForm(
            height: 4, width: 4, colorMode: .rgb, isResized: false, classes: ["x", "z"]))
      ),
      (
        "form of images", DataForm(images: images),
        DataForm(
          images: ImageForm(
            height: 4, width: 4, colorMode: .rgb, isResized: true, classes: ["x", "y"]))
      ),
    ])
  func otherForm(what: String, saved: DataForm, now: DataForm) throws {
    try SavedRun.with { run in
      var header = try run.checkpoint().header
      (header.columns, header.images) = (saved.columns, saved.images)
      func check(_ form: DataForm) throws {
        try header.check(run.model, run.trainer.identity, form: form, path: run.path)
      }
      try check(saved)
      let error = #expect(throws: CheckpointError.self) { try check(now) }
      #expect(
        error?.description.hasPrefix("\(run.path): the saved run's \(what) is ") == true, "\(error)"
      )
    }
  }

  @Test(
    "names another number to monitor",
    arguments: [("loss", nil), ("loss", "val_loss"), (nil, "loss")] as [(String?, String?)])
  func otherMonitor(saved: String?, now: String?) throws {
    try SavedRun.with(monitor: saved) { run in
      try expectDifference(
        "monitored number", run, run.model, run.trainer.identity, monitor: now)
      try run.checkpoint().header.check(
        run.model, run.trainer.identity, monitor: saved, path: run.path)
    }
  }

  private func expectDifference(
    _ what: String, _ run: SavedRun, _ model: Model, _ identity: RunIdentity,
    monitor: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let error = #expect(throws: CheckpointError.self, sourceLocation: sourceLocation) {
      try run.checkpoint().header.check(model, identity, monitor: monitor, path: run.path)
    }
    let text = error?.description ?? "nothing"
    #expect(
      text.hasPrefix("\(run.path): the saved run's \(what) "), "\(text)",
      sourceLocation: sourceLocation)
    #expect(
      text.hasSuffix("or another folder for checkpoints"), "\(text)", sourceLocation: sourceLocation
    )
  }
}
