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

  /// Returns the form of the data that the model was trained with; nil where the file is not a
  /// run's, so that nothing is known of them.
  ///
  /// - Throws: `CheckpointError`.
  func form() throws -> DataForm? { metadata.has(.data) ? try metadata.form() : nil }

  /// Returns the model, compiled if the file says how and `compiles`, then with the optimizer's
  /// state if the file has it and `readsState`.
  ///
  /// - Throws: `SafetensorsError` for a tensor, `CheckpointError` or `ModelError` for the rest.
  func model(compiles: Bool, _ readsState: Bool = true) throws -> Model {
    let seed = try metadata.seed()
    let description = try metadata.json(.model)
    let model = try making(.model, "give its part in customObjects") {
      try Model.make(configuration: description, seed: seed)
    }
    // Before the model takes memory for them.
    try file.check(metadata.agreeing(.model) { VariablePlan(try model.graph()) })
    if compiles, metadata.has(.compile) {
      let settings = try metadata.json(.compile)
      let compilation = try making(
        .compile, "give its part in customObjects, or load with compile: false"
      ) { try Compilation(configuration: settings) }
      let position = try metadata.position()
      try metadata.agreeing(.compile) {
        try model.compile(compilation.withRate(position.learningRate))
      }
      model.iterations = position.iterations
      model.epochs = position.generatorEpoch
    }
    let plan = try model.variablePlan()
    for entry in plan.entries { entry.setValues(try file.tensor(of: entry.parameter).values) }
    if readsState, let optimizer = model.compilation?.optimizer, model.iterations > 0 {
      model.optimizerState = try slots(of: optimizer, plan.parameterSpace)
    }
    return model
  }

  /// Returns what `body` makes of a key's value; its error is the file's.
  private func making<Value>(
    _ key: CheckpointKey, _ advice: String, _ body: () throws -> Value
  ) throws -> Value {
    do {
      return try body()
    } catch let error as ModelError {
      let isUnknown = if case .unsupported = error { true } else { false }
      throw metadata.malformed(
        key, expected: "what this program can make (\(error)\(isUnknown ? "; \(advice)" : ""))")
    }
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
