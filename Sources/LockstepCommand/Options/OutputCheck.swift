import Datasets
import Foundation
import Training

/// The files that a command reads, over which it must not write.
struct OutputCheck {
  /// The files and folders, each with the option that names it.
  let inputs: [(option: String, path: String)]

  /// - Parameter inputs: Each option with its path; nil where it is not given.
  init(reads inputs: [(option: String, path: String?)]) {
    self.inputs = inputs.compactMap { option, path in path.map { (option, $0) } }
  }

  /// Returns the option of the file that a path names too, or of the folder where it is data, or
  /// would be taken for one of the run's checkpoints; nil where it is free.
  func option(inTheWayOf path: String) -> String? {
    let file = URL(filePath: path)
    let name = file.lastPathComponent
    let isTaken =
      CheckpointDirectory.writes(name)
      || Self.isData(name) && FileManager.default.fileExists(atPath: path)
    let identities = [FileIdentity(path)] + (isTaken ? [FileIdentity(Self.folder(of: file))] : [])
    return inputs.first { identities.contains(FileIdentity($0.path)) }?.option
  }

  /// - Throws: `TrainingError.invalidValue` naming `--output`.
  func check(output path: String?) throws(TrainingError) {
    guard let path, let option = option(inTheWayOf: path) else { return }
    throw .invalidValue(
      of: "--output", expected: "another file than that of \(option)", found: path)
  }

  private static func isData(_ name: String) -> Bool {
    DataFiles.arrayName(ofFile: name) != nil || name.hasSuffix(".gz")
  }

  private static func folder(of file: URL) -> String {
    file.absoluteURL.deletingLastPathComponent().path
  }
}
