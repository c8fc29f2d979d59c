import FileFormats

/// A `.keras` archive: the model's configuration and its weights.
///
/// Source: Keras 3, `keras/src/saving/saving_lib.py`.
struct KerasArchive {
  /// The names of the archive's members.
  enum Member {
    static let metadata = "metadata.json"
    static let configuration = "config.json"
    static let weights = "model.weights.h5"
  }

  /// What a model needs, beside what Keras stores, to go on as if it had never been written.
  struct Origin: Equatable {
    /// The seed of all random numbers.
    var seed: UInt64 = 0
    /// The epochs that the model has seen.
    var epochs = 0
    /// The form of the training data; nil where nothing is known of them.
    var form: DataForm?
  }

  /// The oldest version of Keras whose configuration the file has.
  private static let version = "3.0.5"
  /// The greatest size of a member with JSON, in bytes.
  private static let jsonLimit = 64 << 20
  /// The key of what is Lockstep's own in the metadata, which Keras passes over.
  private static let key = "lockstep"

  private let archive: ZipArchive

  /// Whether an archive is one of Keras's.
  static func isKeras(_ archive: ZipArchive) -> Bool {
    archive.member(Member.configuration) != nil
  }

  /// Opens an archive.
  ///
  /// - Throws: `FileError` or `DataFileError`.
  init(_ path: String) throws { archive = try ZipArchive(path) }

  /// Reads the model in Keras's JSON.
  ///
  /// - Throws: `FileError`, `DataFileError` or `JSONFileError`.
  func configuration() throws -> JSON { try json(Member.configuration) }

  /// Opens the file of the weights.
  ///
  /// - Throws: `FileError` or `DataFileError`.
  func weights() throws -> HDF5File { try HDF5File(member(Member.weights), of: archive) }

  /// Reads where the model comes from; of an archive that Keras wrote nothing is known.
  ///
  /// - Throws: `FileError` or `DataFileError` for a damaged archive, `CheckpointError` for a form
  ///   of the data that makes no sense; the rest of the metadata is not checked, as Keras does not
  ///   check it either.
  func origin() throws -> Origin {
    guard archive.member(Member.metadata) != nil else { return Origin() }
    let metadata: JSON
    do {
      metadata = try json(Member.metadata, maximumMemory: 4 * JSON.maximumMemory)
    } catch is JSONFileError {
      return Origin()
    }
    let own = metadata[Self.key]
    let epochs = own?["epochs"]?.integerValue ?? 0
    return Origin(
      seed: own?["seed"]?.stringValue.flatMap { UInt64($0) } ?? 0,
      epochs: (0...TrainingProgress.epochLimit).contains(epochs) ? epochs : 0,
      form: try own?["data"].map { try DataForm($0, in: archive.path) })
  }

  private func member(_ name: String) throws -> ZipArchive.Member {
    guard let member = archive.member(name) else {
      let names = archive.members.prefix(4).map { $0.name.onOneLine(limit: 40) }
      throw DataFileError(
        path: archive.path,
        found: "no member \(name), but \(names.isEmpty ? "none" : names.joined(separator: ", "))",
        expected: "\(Member.configuration) and \(Member.weights), as Keras 3 writes them")
    }
    return member
  }

  private func json(
    _ name: String, maximumMemory: Int = JSON.maximumMemory
  ) throws -> JSON {
    let member = try member(name)
    guard member.byteCount <= Self.jsonLimit else {
      throw DataFileError(
        path: archive.path, found: "\(member.byteCount) bytes", expected: "at most 64 MiB of JSON"
      ).inMember(name)
    }
    let bytes = try ZipMemberReader(member, of: archive).contents()
    do {
      return try JSON(parsing: bytes[...], maximumMemory: maximumMemory)
    } catch {
      throw JSONFileError(path: "\(archive.path): \(name)", reason: "\(error)")
    }
  }
}

// MARK: - Writing

extension KerasArchive {
  /// Writes an archive.
  ///
  /// - Parameters:
  ///   - configuration: The model in Keras's JSON, with the settings of `compile`.
  ///   - weights: The content of the weights' HDF5 file.
  ///   - origin: Where the model comes from.
  ///   - path: The file to create or replace, atomically.
  /// - Throws: `FileError`, or `DataFileError` for an archive above 4 GiB.
  static func write(
    _ configuration: JSON, _ weights: FileContent, _ origin: Origin, to path: String
  ) throws {
    // Equal models give equal bytes: the date is that of the archive's members.
    var own: [String: JSON] = [
      "seed": .string(String(origin.seed)), "epochs": .integer(origin.epochs),
    ]
    own["data"] = origin.form?.json
    let metadata: JSON = [
      "keras_version": .string(version), "date_saved": "1980-01-01@00:00:00", key: .object(own),
    ]
    var archive = ZipWriter(path: path)
    try archive.add(Member.metadata, FileContent(metadata.serializedBytes()))
    try archive.add(Member.configuration, FileContent(configuration.serializedBytes()))
    try archive.add(Member.weights, weights)
    try archive.write()
  }
}
