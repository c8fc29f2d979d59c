package import Engine
import FileFormats
package import KerasFormat
package import Layers

/// A file with a model in Keras's JSON, from `to_json()`, or a `.keras` archive with one.
package struct ModelFile {
  package let model: Model
  /// The training settings in the file, if the model was compiled.
  package let settings: KerasSettings?
  /// What the file says that has no effect.
  package let remarks: KerasRemarks
  /// Whether the file has the model's weights too.
  package let hasWeights: Bool
  /// The form of the data that the model was trained with; nil where nothing is known of them.
  package let form: DataForm?

  /// Reads a file; the weights in it are not looked at.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - seed: The seed of initial weights and the order of samples.
  /// - Throws: `FileError`, `DataFileError` for an archive, `JSONFileError`, or `ModelFileError`
  ///   for an invalid model.
  package init(readingFrom path: String, seed: UInt64) throws {
    let json: JSON
    switch try ModelFileKind(of: path) {
    case .keras:
      let archive = try KerasArchive(path)
      json = try archive.configuration()
      form = try archive.origin().form
      hasWeights = true
    case .hdf5:
      try HDF5File(path).checkIsOfKeras3()
      throw DataFileError(
        path: path, found: "an HDF5 file of weights",
        expected: "a model: Keras's JSON, or a .keras archive")
    case .safetensors, .arrays, .other:
      // The reader says what else a file is.
      json = try JSON(contentsOfFile: path)
      form = nil
      hasWeights = false
    }
    remarks = KerasRemarks(ofKerasModel: json)
    do throws(ModelError) {
      model = try Model.make(configuration: json, seed: seed)
      settings = try KerasSettings(ofKerasModel: json, outputNames: try Self.outputNames(model))
    } catch {
      throw ModelFileError(path: path, error: error)
    }
  }
}

extension ModelFile {
  /// The names of the model's outputs: of a model that is not built that of its last layer.
  private static func outputNames(_ model: Model) throws(ModelError) -> [String] {
    guard model.isBuilt else { return [try model.layers.last?.name ?? ""] }
    let graph = try model.graph()
    return graph.outputs.map { graph.calls[$0].name }
  }
}

/// An error of a model in a file.
package struct ModelFileError: Error, CustomStringConvertible {
  package let path: String
  package let error: ModelError
  /// What can take the place of the part that is wrong.
  private let remedy: String?

  package init(path: String, error: ModelError, remedy: String? = nil) {
    self.path = path
    self.error = error
    self.remedy = remedy
  }

  /// The error with another remedy, where there is one.
  package func with(remedy: String?) -> ModelFileError {
    ModelFileError(path: path, error: error, remedy: self.remedy == nil ? nil : remedy)
  }

  /// One line: the file, the location, and the error.
  package var description: String { "\(path): \(error)" + (remedy.map { "; \($0)" } ?? "") }
}
