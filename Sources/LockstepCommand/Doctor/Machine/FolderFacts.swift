/// What the folder of checkpoints, or the nearest one above it that exists, can do.
struct FolderFacts: Codable, Equatable, Sendable {
  /// What a second lock of a locked file met.
  enum Lock: Codable, Equatable, Sendable {
    /// It was refused, as it should be.
    case exclusive
    /// It was given: two jobs would write to one folder.
    case shared
    /// The file system has no locks, for the system's reason.
    case unsupported(String)
  }

  /// The folder of `--checkpoint-dir`.
  var path: String
  /// Why nothing can be written there; nil where it can.
  var error: String?
  /// Nil where the test could not be made.
  var lock: Lock?
  /// How long it takes to write, sync and rename a small file, in milliseconds; nil where that
  /// failed.
  var saveMilliseconds: Double?
  /// The free bytes, and the free inodes of file systems that count them.
  var freeByteCount: Int?
  var freeInodes: Int?
  /// The size of the model's checkpoint in bytes.
  var checkpointByteCount = 0
}

extension FolderFacts {
  /// The files that a run makes, at least.
  private static let leastInodes = 100

  var findings: [Finding] {
    if let error {
      return [
        Finding(
          "checkpoints", .problem, error,
          remedy: "give a --checkpoint-dir that this user may write to")
      ]
    }
    return [lockFinding, saveFinding, roomFinding, inodeFinding]
  }

  private var lockFinding: Finding {
    switch lock {
    case .exclusive: return Finding("locks", .ok, "a second job is kept from \(path)")
    case .shared:
      return Finding(
        "locks", .problem, "the file system of \(path) gives one lock twice",
        remedy: "use another folder, or see to it that no other job writes there")
    case .unsupported(let reason):
      return Finding(
        "locks", .warning, "the file system of \(path) has no locks (\(reason))",
        remedy: "see to it that no other job writes there")
    case nil: return Finding("locks", .unknown, "no file in \(path) could be opened twice")
    }
  }

  private var saveFinding: Finding {
    guard let saveMilliseconds else {
      return Finding(
        "saving", .unknown, "a file in \(path) was written, but not synced and renamed")
    }
    let text = "writing, syncing and renaming a file takes \(Int(saveMilliseconds.rounded())) ms"
    guard saveMilliseconds < 1_000 else {
      return Finding(
        "saving", .warning, text,
        remedy: "save less often (--checkpoint-every), or to a quicker disk")
    }
    return Finding("saving", .ok, text)
  }

  private var roomFinding: Finding {
    guard let freeByteCount else {
      return Finding("disk", .unknown, "the room in \(path) cannot be asked for")
    }
    let text =
      "\(path) has \(freeByteCount.mebibytes) free, a checkpoint of the model takes "
      + checkpointByteCount.mebibytesNeeded
    // A new checkpoint is written beside the ones that are kept.
    guard freeByteCount >= 2 * checkpointByteCount else {
      return Finding("disk", .problem, text, remedy: "make room, or give another --checkpoint-dir")
    }
    guard freeByteCount >= 20 * checkpointByteCount else {
      return Finding("disk", .warning, text, remedy: "keep few (--keep 3), or make room")
    }
    return Finding("disk", .ok, text)
  }

  private var inodeFinding: Finding {
    guard let freeInodes else { return Finding("inodes", .ok, "not limited in \(path)") }
    guard freeInodes >= Self.leastInodes else {
      return Finding(
        "inodes", .problem, "\(path) has room for \(freeInodes) more files (df -i)",
        remedy: "remove some, or give another --checkpoint-dir")
    }
    return Finding("inodes", .ok, "\(path) has room for \(freeInodes) more files")
  }
}
