import Engine
import FileFormats
import KerasFormat
public import Layers
public import Parallel

extension Model {
  /// Writes the model to a file for other programs, on rank 0; collective over the group.
  ///
  /// | format | holds | is read by |
  /// | --- | --- | --- |
  /// | `keras` | all, with the optimizer's state | `keras.models.load_model`, `Model.load` |
  /// | `weightsH5` | the weights and the optimizer's state | `model.load_weights` |
  /// | `npz` | the weights | `numpy.load` |
  /// | `safetensors` | the weights | `safetensors.numpy.load_file` |
  /// | `json` | layers and settings of `compile` | `keras.models.model_from_json` |
  /// | `onnx` | layers and weights, for inference | ONNX Runtime |
  ///
  /// Equal models give equal bytes. `Model.loadWeights(from:)` takes the weights of all but the
  /// last two.
  ///
  /// - Parameters:
  ///   - path: The file to create or replace, atomically.
  ///   - format: The format; by default the one that the path's ending says.
  ///   - group: The processes that trained the model.
  /// - Throws: `FileError`; `ModelError` for what the format cannot express, such as a layer of a
  ///   user-defined class; `TrainingError` for an unknown ending, or weights that are not finite.
  public func export(
    to path: String, format: ExportFormat? = nil, on group: ProcessGroup = .solo
  ) throws {
    try export(to: path, format: format, form: nil, on: group)
  }

  /// Writes the model to a file, a `.keras` archive with the form of the training data; see
  /// `export(to:format:on:)`.
  package func export(
    to path: String, format: ExportFormat?, form: DataForm?, on group: ProcessGroup
  ) throws {
    let format = try format ?? ExportFormat(endingOf: path)
    let writer = try ExportWriter(self, as: format, form)
    try collect(for: path, weightsOnly: !format.hasOptimizer, "export", on: group) { tensors in
      try tensors.checkFinite()
      try writer.write(tensors, to: path)
    }
  }
}

/// A model that is to be written in a format.
private struct ExportWriter {
  private let model: Model
  private let format: ExportFormat
  /// The form of the training data; nil where nothing is known of them.
  private let form: DataForm?
  /// The model in Keras's JSON, for Keras's formats.
  private let configuration: JSON

  /// - Throws: `ModelError` for what the format cannot express.
  init(_ model: Model, as format: ExportFormat, _ form: DataForm?) throws(ModelError) {
    self.model = model
    self.form = form
    self.format = format
    switch format {
    case .keras, .json: configuration = try model.kerasConfiguration()
    case .weightsH5: configuration = try model.configuration()
    case .npz, .safetensors: configuration = .null
    case .onnx:
      configuration = .null
      try ONNXModel.check(model)
    }
  }

  func write(_ tensors: [LentTensor], to path: String) throws {
    switch format {
    case .keras:
      try KerasArchive.write(
        configuration, weights(tensors),
        KerasArchive.Origin(seed: model.seed, epochs: model.epochs, form: form), to: path)
    case .weightsH5: try weights(tensors).write(to: path)
    case .npz:
      var archive = ZipWriter(path: path)
      for tensor in tensors {
        try archive.add(
          "\(tensor.name).npy", NpyWriter.content(tensor.elements, shape: tensor.shape))
      }
      try archive.write()
    case .safetensors:
      var writer = SafetensorsWriter()
      for tensor in tensors { tensor.add(to: &writer) }
      try writer.write(to: path)
    case .json: try FileContent(configuration.serializedBytes()).write(to: path)
    case .onnx: try FileContent(ONNXModel(of: model, tensors).bytes()).write(to: path)
    }
  }

  /// The content of Keras's weight file.
  private func weights(_ tensors: [LentTensor]) throws -> FileContent {
    try KerasWeights(
      of: model, tensors, isSequential: configuration["class_name"]?.stringValue == "Sequential"
    ).tree.content
  }
}
