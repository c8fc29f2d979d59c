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
      return try group.onFirst { try body(tensors) }
    }
    let memory = try RunMemory.of(self, compilation.optimizer, .auto, in: group)
    optimizerState = memory.optimizerState
    let snapshot = try RunSnapshot(of: memory)
    try snapshot.take(memory)
    try snapshot.complete()
    let written = Result {
      try group.onFirst {
        try body(snapshot.tensors(of: memory.plan.parameterSpace, slotNames: memory.slotNames))
      }
    }
    try snapshot.close()
    try written.get()
  }

  /// Loads the model from a file of `save(to:)`, a training run or Keras, compiled, with its
  /// weights and the optimizer's state.
  ///
  /// The kind of the file is told by its content. Of a `.keras` archive that `export(to:)` has not
  /// written, the seed is 0. Every rank may read the file independently: the call is not
  /// collective. Source: Keras 3, `load_model`.
  ///
  /// ```swift
  /// let model = try Model.load(from: path, customObjects: [SquaredError(factor: 2)])
  /// ```
  ///
  /// - Parameters:
  ///   - path: A saved model, a checkpoint, or a `.keras` archive.
  ///   - customObjects: The losses, metrics, optimizers, schedules and initializers of the
  ///     program's own that the model was saved with, with the same arguments.
  ///   - compile: Whether the model is compiled as it was; it has no optimizer otherwise.
  /// - Returns: a `Sequential`, or a `Model` for a Functional one.
  /// - Throws: `SafetensorsError`, `FileError`, or an error that names the object in Keras's file,
  ///   what was found and what was expected; `CheckpointError` for a checkpoint's content.
  public static func load(
    from path: String, customObjects: [any Configurable & Sendable] = [], compile: Bool = true
  ) throws -> Model {
    try CustomParts.with(customObjects) { try loadWithForm(from: path, compile: compile).0 }
  }

  /// Loads a model, and the form of the data that it was trained with; nil where nothing is known
  /// of them.
  ///
  /// - Parameters:
  ///   - path: See `load`.
  ///   - compile: See `load`.
  ///   - optimizerState: Whether the optimizer's state is read, which predictions do not need;
  ///     where it is not, that of Keras's file may be one that this version does not have.
  ///   - metrics: Whether all metrics are needed; where they are not, those of Keras's file are
  ///     omitted if this version does not have them.
  /// - Returns: The model and the form of its data.
  /// - Throws: The errors of `load`.
  package static func loadWithForm(
    from path: String, compile: Bool = true, optimizerState: Bool = true, metrics: Bool = true
  ) throws -> (Model, form: DataForm?) {
    try ProcessGroup.prepareProcessor()
    switch try ModelFileKind(of: path) {
    case .keras:
      let file = try KerasModel(readingFrom: path)
      let model = try file.model(compiles: compile, optimizerState, needsMetrics: metrics)
      return (model, file.origin.form)
    case .hdf5:
      // Called by its name where it is a model of Keras 2.
      try HDF5File(path).checkIsOfKeras3()
      throw DataFileError(
        path: path, found: "an HDF5 file of weights",
        expected: "a model: a .keras file, a saved model or a checkpoint")
    case .arrays:
      throw DataFileError(
        path: path, found: "an archive of arrays",
        expected: "a model: a .keras file, a saved model or a checkpoint")
    // The reader says what else a file is.
    case .safetensors, .other:
      let file = try SavedModel(readingFrom: path)
      return (try file.model(compiles: compile, optimizerState), try file.form())
    }
  }

  /// Starts from the variables in a file; every rank of the group calls it, rank 0 reads.
  ///
  /// The kind of the file is told by its content. A `.keras` or `.weights.h5` file has variables
  /// under Keras's paths: by the layers' classes in their order, whatever their names. A
  /// safetensors or `.npz` file has them under the model's names, as a checkpoint does, or as Keras
  /// names them in other programs: behind the model's name, or with layers that are counted on.
  ///
  /// Non-trainable variables may be missing; other weights of the file are not used, and a warning
  /// names them. Half precision is widened exactly. Source: Keras 3, `Model.load_weights`.
  ///
  /// - Throws: on rank 0 `FileError`, or an error that names the array, what was found and what was
  ///   expected, also for a value that is not finite; `SafetensorsError` for a safetensors file. On
  ///   the other ranks an error with its text.
  public func loadWeights(from path: String, on group: ProcessGroup = .solo) throws {
    try loadWeights(from: path, on: group) { unused in
      Warnings.write("\(path): not used, as the model has no such weights: \(unused.list)")
    }
  }

  /// Starts from the variables in a file; see `loadWeights(from:on:)`.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - group: The processes.
  ///   - unused: Called on rank 0, before anything changes, where the file has other weights.
  /// - Throws: The errors of `loadWeights(from:on:)`, or what `unused` throws.
  package func loadWeights(
    from path: String, on group: ProcessGroup, unused: (UnusedWeights) throws -> Void
  ) throws {
    try checkNotInCallback("loadWeights")
    try group.enter("loadWeights", comparing: [("files", path)])
    let plan = try variablePlan()
    var source: WeightSource?
    try group.onFirst {
      let opened = try WeightSource(path, for: self)
      if !opened.unusedNames.isEmpty { try unused(UnusedWeights(names: opened.unusedNames)) }
      source = opened
    }
    for entry in plan.entries {
      let parameter = entry.parameter
      var values = entry.values
      let isThere = try group.fromFirst {
        guard let source, entry.isRequired || source.contains(parameter) else { return [] }
        values = try source.values(of: parameter)
        return [1]
      }
      guard isThere == [1] else { continue }
      try group.broadcast(&values)
      entry.setValues(values)
    }
    loadedWeights = path
  }
}
