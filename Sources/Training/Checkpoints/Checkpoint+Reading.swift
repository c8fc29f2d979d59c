import Engine
import FileFormats
import KerasFormat
import Kernels
import Layers

extension Checkpoint {
  /// Reads a checkpoint, and checks every byte of it.
  ///
  /// - Throws: `SafetensorsError` or `FileError` for the file, `CheckpointError` for what it says.
  package init(readingFrom path: String) throws {
    let file = try SafetensorsFile(verifying: path)
    let metadata = CheckpointMetadata(file: file)
    try metadata.checkVersions()
    header = CheckpointHeader(
      progress: try metadata.progress(), model: try metadata.json(.model),
      compilation: try metadata.json(.compile), learningRate: try metadata.float(.learningRate),
      run: try metadata.identity(), best: try metadata.best(),
      callbacks: try metadata.callbacks())

    let model = try Model.make(configuration: header.model, seed: header.run.seed)
    let compilation = try Compilation(configuration: header.compilation)
    let plan = try model.variablePlan()
    let width = compilation.objective.sumCount
    for sums in [header.progress.sums] + header.progress.history
    where !sums.sums.isEmpty && sums.sums.count != width {
      throw metadata.malformed(.sums, expected: "\(width) sums, one for each loss and metric")
    }
    weights = try file.tensors(of: plan.parameterSpace)
    variables = try file.tensors(of: plan.variableSpace)
    slots = try compilation.optimizer.slotNames.flatMap {
      try file.tensors(of: plan.parameterSpace, prefix: "optimizer/\($0)/")
    }
    guard let first = (plan.parameterSpace.parameters + plan.variableSpace.parameters).first else {
      return
    }
    kept = try header.callbacks.compactMap { record in
      let prefix = CheckpointKept.prefix(ofCallback: record.index)
      guard file.contains(prefix + first.name) else { return nil }
      return CheckpointKept(
        index: record.index, weights: try file.tensors(of: plan.parameterSpace, prefix: prefix),
        variables: try file.tensors(of: plan.variableSpace, prefix: prefix))
    }
  }
}

extension SafetensorsFile {
  /// The tensors of a space, each under its name behind a prefix.
  fileprivate func tensors(
    of space: ParameterSpace, prefix: String = ""
  ) throws -> [NamedTensor] {
    try space.parameters.map { try tensor(of: $0, prefix: prefix) }
  }

  /// The tensor of a parameter, under its name behind a prefix.
  func tensor(of parameter: Parameter, prefix: String = "") throws -> NamedTensor {
    let name = prefix + parameter.name
    let entry = try tensor(name)
    guard entry.shape == parameter.shape else {
      throw SafetensorsError(
        .shape, path: path, part: name, found: "shape \(entry.shape)",
        expected: "\(parameter.shape), the model's")
    }
    return NamedTensor(name: name, shape: entry.shape, values: try floats(name))
  }
}
