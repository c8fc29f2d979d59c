import FileFormats

/// A format in which a model's file is for other programs.
public enum ExportFormat: String, Sendable, CaseIterable {
  /// Layers, settings of `compile`, weights and the optimizer's state: Keras's `.keras` archive.
  case keras
  /// The weights and the optimizer's state: Keras's `.weights.h5`, an HDF5 file.
  case weightsH5 = "weights-h5"
  /// The weights as NumPy arrays under Keras's names, `dense/kernel`, in an `.npz` archive.
  case npz
  /// The weights under Keras's names in a safetensors file.
  case safetensors
  /// The layers and the settings of `compile` as Keras's `to_json()` writes them.
  case json
  /// The model for inference, as a graph of ONNX's operators with the weights.
  case onnx

  /// Whether a file of the format says more of the training than weights: settings of `compile`, or
  /// the optimizer's state.
  package var hasSettings: Bool {
    switch self {
    case .keras, .weightsH5, .json: true
    case .npz, .safetensors, .onnx: false
    }
  }

  /// The ending of the format's files.
  package var ending: String {
    switch self {
    case .weightsH5: ".weights.h5"
    case .keras, .npz, .safetensors, .json, .onnx: ".\(rawValue)"
    }
  }

  /// The endings, for messages.
  package static var endings: String { allCases.map(\.ending).joined(separator: ", ") }

  /// The format that a path's ending says.
  ///
  /// - Throws: `TrainingError.invalidValue` for another ending.
  package init(endingOf path: String) throws(TrainingError) {
    guard let format = Self.allCases.first(where: { path.lowercased().hasSuffix($0.ending) }) else {
      throw .invalidValue(
        of: "the path of the export",
        expected: "one that ends in \(Self.endings), or a format",
        found: path.onOneLine(limit: .max))
    }
    self = format
  }

  /// Whether a file of the format contains the optimizer's state.
  var hasOptimizer: Bool {
    switch self {
    case .keras, .weightsH5: true
    case .npz, .safetensors, .json, .onnx: false
    }
  }
}
