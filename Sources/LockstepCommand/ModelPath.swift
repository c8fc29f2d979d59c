import FileFormats
import Layers
import Training

/// The file of a model that a command's argument names.
struct ModelPath {
  /// The file; of a run's folder the newest checkpoint.
  let file: String
  /// What the file is.
  let kind: ModelFileKind

  private static let models =
    "a checkpoint, a run's folder, a saved model (.safetensors) or a .keras file"

  /// Looks at what an argument names.
  ///
  /// A damaged file is left to its reader, which says what is wrong with it.
  ///
  /// - Parameters:
  ///   - argument: A file or a run's folder.
  ///   - isForLayers: Whether the layers are enough, without weights, as in Keras's JSON.
  /// - Throws: `ReplayError` for a folder without a checkpoint, `FileError`, or `DataFileError` for
  ///   a file of another kind.
  init(_ argument: String, isForLayers: Bool = false) throws {
    file = try CheckpointDirectory.newest(at: argument)
    kind = try ModelFileKind(of: file)
    switch kind {
    case .safetensors, .keras: return
    // The reader calls a model of Keras 2 by its name.
    case .hdf5: _ = try Model.loadWithForm(from: file, compile: false)
    case .arrays, .other: break
    }
    guard let found = try Self.otherKind(of: file) else { return }
    // The reader of JSON says what is wrong with a text.
    if isForLayers, [FileKind.json, Self.unknown].contains(found) { return }
    throw DataFileError(
      path: file, found: found,
      expected: "a model: \(Self.models)" + (isForLayers ? ", or Keras's JSON" : ""))
  }

  /// Checks that a file is not of another kind than a run's checkpoints.
  ///
  /// - Throws: `FileError`, or `DataFileError`.
  static func checkIsCheckpoint(_ file: String) throws {
    guard let found = try otherKind(of: file) else { return }
    throw DataFileError(
      path: file, found: found, expected: "a checkpoint of a run, or a run's folder")
  }

  /// What a file is, where that is not a safetensors file, not even a damaged one.
  private static func otherKind(of file: String) throws -> String? {
    let start = try FileDescriptor(reading: file).bytes(at: 0, count: FileKind.byteCount)
    if let kind = FileKind.name(of: start) { return kind == FileKind.safetensors ? nil : kind }
    return file.hasSuffix(".safetensors") ? nil : unknown
  }

  private static let unknown = "neither a safetensors file nor an archive"
}
