import FileFormats

extension DataForm {
  /// The form as files of Keras have it, in the words of a checkpoint's metadata.
  var json: JSON {
    var members: [String: JSON] = [:]
    members[CheckpointKey.columns.rawValue] = columns.map(JSON.columns)
    members[CheckpointKey.images.rawValue] = images.map(JSON.images)
    members[CheckpointKey.samples.rawValue] = elements.map { .string($0.text) }
    return .object(members)
  }

  /// Reads the form in a file of Keras.
  ///
  /// - Throws: `CheckpointError` for one that makes no sense.
  init(_ json: JSON, in path: String) throws {
    let metadata = CheckpointMetadata(
      path: path, pairs: json.objectValue?.mapValues { $0.serialized() } ?? [:])
    self = try metadata.form()
  }
}
