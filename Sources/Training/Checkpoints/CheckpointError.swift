import FileFormats

/// An error in a checkpoint, or in its folder.
package enum CheckpointError: Error, Equatable {
  /// The file's metadata are incomplete or invalid.
  case malformed(path: String, what: String, expected: String, found: String? = nil)
  /// The file has an unsupported format version.
  case otherFormat(path: String, found: Int, known: Int)
  /// The file was written with other arithmetic.
  case otherNumerics(path: String, found: Int, expected: Int)
  /// The resumed run has other settings than the saved one.
  case differs(path: String, setting: RunSetting, found: String, expected: String)
  /// A new run was given a folder that already holds checkpoints.
  case occupied(directory: String, newest: String)
  /// The saved run has done more epochs than the one that is to go on has.
  case beyond(path: String, epoch: Int, epochs: Int)
  /// A file of a folder holds another number of iterations than its name says.
  case misnamed(path: String, found: Int, expected: Int)
  /// What a run of this model would write could not be read back.
  case unreadable(reason: String)
  /// No checkpoint of the folder is complete.
  case noneWhole(directory: String, reason: String)
  /// Another job is writing to the folder.
  case locked(directory: String)
  /// The folder, or the lock in it, is not the one that the job has made or found.
  case replaced(directory: String)
  /// A folder is not writable.
  case unwritable(directory: String, reason: String)
}

extension CheckpointError: CustomStringConvertible {
  /// One line: file, what was found, what was expected, what to do.
  package var description: String {
    switch self {
    case .malformed(let path, let what, let expected, let found):
      "\(path): \(what): " + (found.map { "found \($0.onOneLine(limit: 100)), " } ?? "")
        + "expected \(expected.onOneLine(limit: 400)); the file is no checkpoint of this program"
    case .otherFormat(let path, let found, let known):
      "\(path): format \(found), this program reads format \(known); use "
        + (found > known ? "a newer lockstep" : "the lockstep that wrote it")
    case .otherNumerics(let path, let found, let expected):
      "\(path): numerics version \(found), this program computes version \(expected): the run "
        + "would not end in the same bits; go on with the lockstep that wrote it"
    case .differs(let path, let setting, let found, let expected):
      "\(path): the saved run's \(setting.phrase) \(Self.difference(found, expected)); give the saved "
        + "run's value, or another folder for checkpoints"
    case .occupied(let directory, let newest):
      "\(directory) already holds checkpoints (newest \(newest)); resume from them, or give "
        + "another folder for checkpoints"
    case .beyond(let path, let epoch, let epochs):
      "\(path): the saved run has done \(epoch) epochs, this run has \(epochs); ask for \(epoch) or "
        + "more, or give another folder for checkpoints"
    case .misnamed(let path, let found, let expected):
      "\(path): found \(found) iterations; expected \(expected), as its name says; give it its own "
        + "name again, or remove it"
    case .unreadable(let reason):
      "a checkpoint of this model could not be read back: \(reason.onOneLine(limit: 400)); change "
        + "the model, or train without checkpoints"
    case .noneWhole(let directory, let reason):
      "\(directory) holds no whole checkpoint; the newest: \(reason)"
    case .locked(let directory):
      "\(directory) is in use by another job (lockstep.lock); wait for it, or give another "
        + "folder for checkpoints"
    case .replaced(let directory):
      "\(directory) is no longer the folder, or lockstep.lock in it no longer the file, that this "
        + "job has locked; nothing was written to it; see who has replaced it, and resume"
    case .unwritable(let directory, let reason):
      "\(directory): cannot be written to: \(reason)"
    }
  }
}

extension CheckpointError {
  /// `is A, this run's is B`; of long texts what stands around the first difference.
  package static func difference(_ found: String, _ expected: String) -> String {
    let limit = 120
    guard found.utf8.count > limit || expected.utf8.count > limit else {
      return "is \(found.onOneLine()), this run's is \(expected.onOneLine())"
    }
    let common = zip(found.unicodeScalars, expected.unicodeScalars).prefix { $0 == $1 }.count
    let start = max(common - limit / 3, 0)
    func part(_ text: String) -> String {
      (start > 0 ? "..." : "")
        + String(String.UnicodeScalarView(text.unicodeScalars.dropFirst(start)))
        .onOneLine(limit: limit)
    }
    return "is \(part(found)), this run's is \(part(expected))"
  }
}
