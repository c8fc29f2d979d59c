import Datasets
import FileFormats

/// The kinds of files with a model or its weights, told apart by their content.
package enum ModelFileKind {
  /// A checkpoint, a saved model, or weights: a safetensors file.
  case safetensors
  /// A `.keras` archive.
  case keras
  /// Keras's `.weights.h5`, or another HDF5 file.
  case hdf5
  /// NumPy's arrays in an `.npz` archive.
  case arrays
  /// JSON, or any other text, and what is not known.
  case other

  /// Looks into a file.
  ///
  /// - Throws: `FileError`; `DataFileError` for an archive of something else, or a damaged one.
  package init(of path: String) throws {
    let file = try FileDescriptor(reading: path)
    let start = try file.bytes(at: 0, count: FileKind.byteCount)
    switch FileKind.name(of: start) {
    case FileKind.safetensors: self = .safetensors
    case FileKind.hdf5: self = .hdf5
    case FileKind.zipArchive:
      let archive = try ZipArchive(path)
      if KerasArchive.isKeras(archive) {
        self = .keras
      } else if ArrayArchive.holdsArrays(archive) {
        self = .arrays
      } else {
        let name = archive.members.first?.name.onOneLine(limit: 60)
        throw DataFileError(
          path: path, found: "a zip archive of \(name.map { "\($0) and others" } ?? "nothing")",
          expected: "one of Keras (.keras, with config.json) or of NumPy's arrays (.npz)")
      }
    // The reader says what is wrong with a block in front.
    default: self = try HDF5File.hasUserBlock(file) ? .hdf5 : .other
    }
  }
}
