import FileFormats
import Training

extension InspectCommand {
  /// Refuses files that other commands take, or none does: they would else be searched for data.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - start: Its first bytes.
  /// - Throws: `DataFileError` that says what the file is, and what takes it.
  static func checkIsForInspect(_ path: String, _ start: [UInt8]) throws {
    let kind = FileKind.name(of: start)
    let found: String
    let use: String
    switch kind {
    case FileKind.zipArchive where try ModelFileKind(of: path) == .keras:
      found = "a .keras archive, a model"
      use = "lockstep summary shows the model, and train, evaluate, predict and export take it"
    case FileKind.hdf5:
      found = "\(FileKind.hdf5): weights without a model"
      use = "lockstep train --initial-weights takes Keras's"
    case FileKind.onnx:
      found = FileKind.onnx
      use = "no command reads it; lockstep export writes such files"
    case FileKind.pickle:
      found = FileKind.pickle
      use =
        "no command reads it; in Python write data with numpy.savez, or weights with "
        + "safetensors.numpy.save_file"
    case FileKind.json:
      found = "JSON"
      use = "lockstep summary and train --model take a model in Keras's JSON, compare a digest log"
    default: return
    }
    throw DataFileError(
      path: path, found: found, expected: "data, an array or a safetensors file (\(use))")
  }

  /// Refuses an empty folder, which may be for data or for a run's checkpoints.
  ///
  /// - Throws: `DataFileError`, or `FileError` for a folder that cannot be listed.
  static func checkHasEntries(_ path: String) throws {
    guard Directory.kind(of: path) == .folder, try Directory.names(in: path).isEmpty else { return }
    throw DataFileError(
      path: path, found: "an empty folder",
      expected: "one with data (scripts/fetch-mnist fills one) or with a run's checkpoints")
  }
}
