import FileFormats

/// A `.keras` archive: the model's configuration and its weights.
///
/// Source: Keras 3, `keras/src/saving/saving_lib.py`.
enum KerasArchive {
  /// The oldest version of Keras whose configuration the file has.
  private static let version = "3.0.5"

  /// Writes an archive.
  ///
  /// - Parameters:
  ///   - configuration: The model in Keras's JSON, with the settings of `compile`.
  ///   - weights: The content of the weights' HDF5 file.
  ///   - path: The file to create or replace, atomically.
  /// - Throws: `FileError`, or `DataFileError` for an archive above 4 GiB.
  static func write(_ configuration: JSON, _ weights: FileContent, to path: String) throws {
    // Equal models give equal bytes: the date is that of the archive's members.
    let metadata: JSON = [
      "keras_version": .string(version), "date_saved": "1980-01-01@00:00:00",
    ]
    var archive = ZipWriter(path: path)
    try archive.add("metadata.json", FileContent(Array(metadata.serialized().utf8)))
    try archive.add("config.json", FileContent(Array(configuration.serialized().utf8)))
    try archive.add("model.weights.h5", weights)
    try archive.write()
  }
}
