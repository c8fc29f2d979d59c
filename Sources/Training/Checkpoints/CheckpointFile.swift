import Engine
import FileFormats
import Layers

/// A checkpoint's file of which everything was checked that a run needs to go on from it: every
/// byte, all that the metadata say, and that each tensor is there in its shape.
///
/// It takes no memory for the tensors.
struct CheckpointFile {
  private let file: SafetensorsFile
  private let contents: CheckpointContents

  var header: CheckpointHeader { contents.header }

  /// Opens a file, and checks it, for a model that is to go on from it or for any.
  ///
  /// - Throws: `SafetensorsError` or `FileError` for the file, `CheckpointError` for what it says.
  init(verifying path: String, for model: Model? = nil) throws {
    file = try SafetensorsFile(verifying: path)
    let metadata = CheckpointMetadata(file)
    try metadata.checkVersions()
    contents = try CheckpointContents(metadata, for: model, checking: file)
    for group in contents.groups(where: file.contains) {
      for parameter in group.space.parameters { try file.check(parameter, prefix: group.prefix) }
    }
  }

  /// Reads all tensors.
  ///
  /// - Throws: `SafetensorsError` or `FileError`.
  func checkpoint() throws -> Checkpoint {
    func read(_ groups: [CheckpointContents.Group]) throws -> [NamedTensor] {
      try groups.flatMap { group in
        try group.space.parameters.map {
          try file.tensor(
            of: $0, prefix: group.prefix, isNeverNegative: group.isNeverNegative)
        }
      }
    }
    var checkpoint = Checkpoint(
      header: header, weights: try read([contents.weights()]),
      variables: try read([contents.variables()]), slots: try read(contents.slots()))
    checkpoint.kept = try contents.kept(where: file.contains).map { index in
      CheckpointKept(
        index: index, weights: try read([contents.weights(index)]),
        variables: try read([contents.variables(index)]), slots: try read(contents.slots(index)))
    }
    return checkpoint
  }
}
