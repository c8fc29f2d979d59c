import Datasets
import Engine
import FileFormats
import KerasFormat
package import Layers

/// A setting that a resumed run must share with the saved one.
package enum RunSetting: String, Sendable, CaseIterable {
  case model, leafCount, batchSize, seed, learningRate, compilation, shuffle, data, monitor
  case columns, labelColumns, classes, images
  case callbacks

  /// What an error calls the setting.
  package var phrase: String {
    switch self {
    case .model: "model"
    case .leafCount: "leaf count"
    case .batchSize: "batch size"
    case .seed: "seed"
    case .learningRate: "learning rate"
    case .compilation: "optimizer, loss or metrics"
    case .shuffle: "order of samples"
    case .data: "training data"
    case .columns: "list of columns"
    case .labelColumns: "list of label columns"
    case .classes: "list of classes"
    case .images: "form of images"
    case .monitor: "monitored number"
    case .callbacks: "list of callbacks with a state"
    }
  }
}

extension CheckpointHeader {
  /// Checks that a run with the given model and settings can resume from the checkpoint.
  ///
  /// - Throws: `CheckpointError.differs` naming the first setting that differs.
  package func check(
    _ model: Model, _ run: RunIdentity, form: DataForm = DataForm(), monitor: String? = nil,
    callbacks: [CallbackRecord] = [], path: String
  ) throws {
    func compare(
      _ setting: RunSetting, _ found: String, _ expected: String
    ) throws(CheckpointError) {
      // Texts that only look alike are other ones.
      guard found.utf8.elementsEqual(expected.utf8) else {
        throw .differs(path: path, setting: setting, found: found, expected: expected)
      }
    }
    try compare(.model, self.model.serialized(), model.configuration().serialized())
    try compare(.leafCount, "\(self.run.leafCount)", "\(run.leafCount)")
    try compare(.batchSize, "\(self.run.batchSize)", "\(run.batchSize)")
    try compare(.seed, "\(self.run.seed)", "\(run.seed)")
    if let compilation = model.compilation {
      // A rate that a callback has set belongs to the saved run.
      if progress.learningRate == nil {
        let rate = compilation.optimizer.learningRate.rate(atStep: progress.iterations)
        try compare(.learningRate, "\(learningRate)", "\(rate)")
      }
      try compare(
        .compilation, self.compilation.serialized(), compilation.configuration().serialized())
    }
    try compare(.shuffle, "\(self.run.shuffle)", "\(run.shuffle)")
    try compare(.data, self.run.data, run.data)
    try compare(.columns, Self.columns(self.form), Self.columns(form))
    try compare(
      .labelColumns, Self.list(self.form.columns?.labels), Self.list(form.columns?.labels))
    try compare(.classes, Self.list(self.form.classes), Self.list(form.classes))
    try compare(.images, Self.images(self.form), Self.images(form))
    try compare(.monitor, best?.monitor ?? "none", monitor ?? "none")
    try compare(.callbacks, Self.list(self.callbacks), Self.list(callbacks))
  }

  /// The columns of numbers; the classes and the labels' columns are compared by themselves.
  private static func columns(_ form: DataForm) -> String {
    guard let columns = form.columns else { return "none" }
    return columns.features == nil
      ? "\(columns.featureCount) without names" : list(columns.features)
  }

  private static func images(_ form: DataForm) -> String {
    guard var images = form.images else { return "none" }
    images.classes = nil
    return images.description
  }

  private static func list(_ names: [String]?) -> String {
    names.map { JSON.array($0.map(JSON.string)).serialized() } ?? "none"
  }

  private static func list(_ callbacks: [CallbackRecord]) -> String {
    let names = callbacks.filter { !$0.state.isEmpty }.map { "\($0.index) \($0.className)" }
    return names.isEmpty ? "none" : names.joined(separator: ", ")
  }
}

extension Checkpoint {
  /// Returns the saved model, with its weights and the optimizer's state.
  package func restoredModel() throws -> Model {
    let model = try Model.make(configuration: header.model, seed: header.run.seed)
    try model.compile(
      Compilation(configuration: header.compilation).withRate(header.progress.learningRate))
    try model.restore(state(of: model))
    return model
  }

  /// Returns the weights and the optimizer's state for a model with the same parameters.
  package func state(of model: Model) throws -> ModelState {
    let plan = try model.variablePlan()
    let space = plan.parameterSpace
    var state = ModelState(
      weights: weightVector(space), variables: variableVector(plan.variableSpace))
    state.slots = slotVectors(space)
    state.iterations = header.progress.iterations
    state.epochs = header.progress.generatorEpoch
    return state
  }
}

extension Compilation {
  /// Returns the settings with the constant rate that a callback has set; nil for the compiled one.
  func withRate(_ rate: Float?) -> Compilation {
    var compilation = self
    if let rate { compilation.optimizer.learningRate = rate }
    return compilation
  }
}
