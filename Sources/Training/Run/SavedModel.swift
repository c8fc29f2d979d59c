import Engine
import FileFormats
import KerasFormat
import Kernels
import Layers

/// A model in a safetensors file, from `Model.save(to:)` or a checkpoint.
struct SavedModel {
  private let file: SafetensorsFile
  private let metadata: CheckpointMetadata

  /// Opens a file, and checks every byte of it.
  ///
  /// - Throws: `SafetensorsError` or `FileError` for the file, `CheckpointError` for its content.
  init(readingFrom path: String) throws {
    file = try SafetensorsFile(verifying: path)
    metadata = CheckpointMetadata(file)
    try metadata.checkVersions()
  }

  /// Returns the model, with the optimizer's state if the file has it.
  ///
  /// - Throws: `SafetensorsError` for a tensor, `CheckpointError` or `ModelError` for the rest.
  func model() throws -> Model {
    let model = try metadata.model(metadata.json(.model), seed: metadata.seed())
    // Before the model takes memory for them.
    let expected = try metadata.agreeing(.model) { VariablePlan(try model.graph()) }
    for entry in expected.entries { try file.check(entry.parameter) }
    if metadata.has(.compile) {
      var compilation = try metadata.compilation(metadata.json(.compile))
      let position = try metadata.position()
      if let rate = position.learningRate { compilation.optimizer.learningRate = rate }
      try metadata.agreeing(.compile) { try model.compile(compilation) }
      model.iterations = position.iterations
      model.epochs = position.generatorEpoch
    }
    let plan = try model.variablePlan()
    for entry in plan.entries { entry.setValues(try file.tensor(of: entry.parameter).values) }
    if let optimizer = model.compilation?.optimizer, model.iterations > 0 {
      model.optimizerState = try slots(of: optimizer, plan.parameterSpace)
    }
    return model
  }

  private func slots(of optimizer: any Optimizer, _ space: ParameterSpace) throws -> OptimizerState?
  {
    let squares = optimizer.squareSlots
    let names = optimizer.slotNames
    guard let prefix = names.first.map({ "optimizer/\($0)/" }), let first = space.parameters.first,
      file.contains(prefix + first.name)
    else { return nil }
    let values = try names.flatMap { slot in
      try Checkpoint.vector(
        space.parameters.map {
          try file.tensor(
            of: $0, prefix: "optimizer/\(slot)/", isNeverNegative: squares.contains(slot))
        }[...], space)
    }
    return OptimizerState(whole: values, of: space)
  }
}
