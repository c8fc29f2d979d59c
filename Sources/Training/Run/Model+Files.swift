package import Datasets
public import Engine
import FileFormats
import Foundation
import KerasFormat
public import Layers
public import Parallel

extension Model {
  /// Writes layers, settings of `compile`, weights and the optimizer's state to a safetensors file
  /// on rank 0; collective over the group.
  ///
  /// `Model.load(from:)` reads it; other programs find the weights under Keras's names. Losses,
  /// metrics, optimizers, schedules and initializers of a program's own are written by name: a
  /// notice says which of them `load` will need. Source: Keras 3, `Model.save`.
  ///
  /// - Parameters:
  ///   - path: The file to create or replace, atomically.
  ///   - group: The processes that trained the model.
  /// - Throws: `FileError`; `ModelError` for a layer of a user-defined class, which a file cannot
  ///   describe; `TrainingError` for weights that are not finite.
  public func save(to path: String, on group: ProcessGroup = .solo) throws {
    try write(to: path, weightsOnly: false, "save", on: group)
    let own = try ownPartNames()
    if group.isFirst, !own.isEmpty {
      Warnings.note("\(path): to load it give \(own.joined(separator: ", ")) in customObjects")
    }
  }

  /// Writes only the weights to a safetensors file on rank 0; collective over the group.
  ///
  /// Source: Keras 3, `Model.save_weights`.
  ///
  /// - Throws: `FileError`, or `TrainingError` for weights that are not finite.
  public func saveWeights(to path: String, on group: ProcessGroup = .solo) throws {
    try write(to: path, weightsOnly: true, "saveWeights", on: group)
  }

  private func write(
    to path: String, weightsOnly: Bool, _ call: String, on group: ProcessGroup
  ) throws {
    try collect(for: path, weightsOnly: weightsOnly, call, on: group) { tensors in
      try ModelContent(of: self, tensors: tensors, weightsOnly: weightsOnly).write(to: path)
    }
  }

  /// Collects the model's variables on rank 0, with the optimizer's slots after an update, and
  /// calls `body` there; collective over the group.
  ///
  /// - Parameters:
  ///   - path: The file that they are for, on which the ranks must agree.
  ///   - weightsOnly: Whether slots are omitted.
  ///   - call: The name of the method that collects them.
  ///   - group: The processes that trained the model.
  ///   - body: Writes the tensors, which are borrowed for the call.
  /// - Throws: `ModelError`, an error of the group, or what `body` throws.
  func collect(
    for path: String, weightsOnly: Bool, _ call: String, on group: ProcessGroup,
    _ body: ([LentTensor]) throws -> Void
  ) throws {
    if !weightsOnly {
      try checkNotInCallback(call)
      // Without its group a rank has only its own part of the optimizer's state.
      try group.checkLaunch(ProcessInfo.processInfo.environment)
    }
    try group.enter(call, comparing: [("files", path)])
    defer { group.rest() }
    guard let compilation, optimizerState != nil, !weightsOnly else {
      let tensors = try weights().map {
        LentTensor(NamedTensor(name: $0.name, shape: $0.shape, values: $0.values))
      }
      if group.isFirst { try body(tensors) }
      return try group.waitForFirst()
    }
    let memory = try RunMemory.of(self, compilation.optimizer, .auto, in: group)
    optimizerState = memory.optimizerState
    let snapshot = try RunSnapshot(of: memory)
    try snapshot.take(memory)
    try snapshot.complete()
    if group.isFirst {
      try body(snapshot.tensors(of: memory.plan.parameterSpace, slotNames: memory.slotNames))
    }
    try group.waitForFirst()
    try snapshot.close()
  }

  /// Loads the model from a file of `save(to:)` or a training run, compiled, with its weights and
  /// the optimizer's state.
  ///
  /// Every rank may read the file independently: the call is not collective. Source: Keras 3,
  /// `load_model`.
  ///
  /// ```swift
  /// let model = try Model.load(from: path, customObjects: [SquaredError(factor: 2)])
  /// ```
  ///
  /// - Parameters:
  ///   - path: A saved model or a checkpoint.
  ///   - customObjects: The losses, metrics, optimizers, schedules and initializers of the
  ///     program's own that the model was saved with, with the same arguments.
  ///   - compile: Whether the model is compiled as it was; it has no optimizer otherwise.
  /// - Returns: a `Sequential`, or a `Model` for a Functional one.
  /// - Throws: `SafetensorsError` or `FileError` for the file, `CheckpointError` for its content.
  public static func load(
    from path: String, customObjects: [any Configurable & Sendable] = [], compile: Bool = true
  ) throws -> Model {
    try ProcessGroup.prepareProcessor()
    let file = try SavedModel(readingFrom: path)
    return try CustomParts.with(customObjects) { try file.model(compiles: compile) }
  }

  /// Loads a compiled model, and the columns of the table that it was trained with; nil for other
  /// data.
  ///
  /// - Throws: The errors of `load`.
  package static func loadWithColumns(from path: String) throws -> (Model, TableColumns?) {
    try ProcessGroup.prepareProcessor()
    let file = try SavedModel(readingFrom: path)
    return (try file.model(compiles: true), try file.columns())
  }

  /// Starts from the variables in a safetensors file, which has them under the model's names, as a
  /// checkpoint does, or as Keras names them in other programs: behind the model's name, or with
  /// layers that are counted on; every rank of the group calls it, rank 0 reads.
  ///
  /// Non-trainable variables may be missing; other tensors of the file are ignored. Half precision
  /// is widened exactly. Source: Keras 3, `Model.load_weights`.
  ///
  /// - Throws: `SafetensorsError`, also for a value that is not finite, or `FileError` on rank 0.
  public func loadWeights(from path: String, on group: ProcessGroup = .solo) throws {
    try checkNotInCallback("loadWeights")
    try group.enter("loadWeights", comparing: [("files", path)])
    let plan = try variablePlan()
    let file = try group.isFirst ? SafetensorsFile(path) : nil
    let names = WeightNames(
      file?.names ?? [], for: plan.entries.map(\.parameter.name),
      required: plan.entries.filter(\.isRequired).map(\.parameter.name))
    for entry in plan.entries {
      let parameter = entry.parameter
      let name = names[parameter.name]
      let isThere = try group.fromFirst {
        guard let file else { return [] }
        return entry.isRequired || file.contains(name) ? [1] : []
      }
      guard isThere == [1] else { continue }
      var values = try file.map { try $0.values(of: parameter, named: name) } ?? entry.values
      try group.broadcast(&values)
      entry.setValues(values)
    }
    loadedWeights = path
  }
}

extension SafetensorsFile {
  /// Returns the elements of a model's variable.
  fileprivate func values(of parameter: Parameter, named name: String) throws -> [Float] {
    let tensor = try tensor(name)
    guard tensor.shape == parameter.shape else {
      throw SafetensorsError(
        .shape, path: path, part: name, found: "shape \(tensor.shape)",
        expected: "\(parameter.shape), the model's")
    }
    let values = try floats(name)
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw SafetensorsError(
        .notFinite, path: path, part: name, found: "\(values[index]) at element \(index)",
        expected: "finite numbers")
    }
    return values
  }
}

extension ProcessGroup {
  /// Waits for rank 0; collective.
  func waitForFirst() throws {
    expectWorkOnFirst()
    try hostBarrier()
    try worldBarrier()
    resumeTogether()
  }
}
