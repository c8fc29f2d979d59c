import Engine
import FileFormats
import KerasFormat
package import Layers

extension Checkpoint {
  /// Checks that this run may go on as one with the given model and settings.
  ///
  /// - Throws: `CheckpointError.differs` naming the first setting that is not the same.
  package func check(
    _ model: Model, _ run: RunIdentity, monitor: String? = nil, path: String
  ) throws {
    func compare(_ what: String, _ found: String, _ expected: String) throws(CheckpointError) {
      guard found == expected else {
        throw .differs(path: path, what: what, found: found, expected: expected)
      }
    }
    try compare("model", self.model.serialized(), model.configuration().serialized())
    try compare("leaf count (--leaves)", "\(self.run.leafCount)", "\(run.leafCount)")
    try compare("batch size (--batch-size)", "\(self.run.batchSize)", "\(run.batchSize)")
    try compare("seed (--seed)", "\(self.run.seed)", "\(run.seed)")
    if let compilation = model.compilation {
      try compare(
        "learning rate (--learning-rate)", "\(learningRate)",
        "\(compilation.optimizer.learningRate.rate(atStep: progress.iterations))")
      try compare(
        "optimizer, loss or metrics", self.compilation.serialized(),
        compilation.configuration().serialized())
    }
    try compare("order of samples", "\(self.run.shuffle)", "\(run.shuffle)")
    try compare("training data", self.run.data, run.data)
    try compare("monitored number (--monitor)", best?.monitor ?? "none", monitor ?? "none")
  }
}

extension Checkpoint {
  /// The model that was saved, with its weights and optimizer's state.
  package func restoredModel() throws -> Model {
    let model = try Model.make(configuration: model, seed: run.seed)
    try model.compile(try Compilation(configuration: compilation))
    model.state = try state(of: model)
    return model
  }

  /// Weights and optimizer's state for a model of the same parameters.
  package func state(of model: Model) throws -> ModelState {
    let plan = try model.variablePlan()
    let space = plan.parameterSpace
    var state = ModelState(
      weights: weightVector(space), variables: variableVector(plan.variableSpace))
    state.slots = slotVectors(space)
    state.iterations = progress.iterations
    state.epochs = progress.generatorEpoch
    return state
  }
}
