package import Engine
import FileFormats
import KerasFormat
package import Layers

/// A file with a model in Keras's JSON: what `to_json()` prints.
package struct ModelFile {
  package let model: Model
  /// What the file says of the model's training, if it was compiled.
  package let compilation: Compilation?

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - seed: Determines the first weights and the order of samples.
  /// - Throws: `FileError`, `JSONFileError`, or `ModelFileError` for what the model says.
  package init(readingFrom path: String, seed: UInt64) throws {
    let json = try JSON(contentsOfFile: path)
    do {
      model = try Model.make(configuration: json, seed: seed)
      compilation = try Compilation(
        ofKerasModel: json, outputCount: try model.graph().outputs.count)
    } catch {
      throw ModelFileError(path: path, error: error)
    }
  }
}

/// What is wrong with a model in a file.
package struct ModelFileError: Error, CustomStringConvertible {
  package let path: String
  package let error: ModelError

  /// One line: the file, the place in it, and what is wrong there.
  package var description: String { "\(path): \(error)" }
}
