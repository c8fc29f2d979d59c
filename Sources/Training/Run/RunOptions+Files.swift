import Foundation
import Layers

extension RunOptions {
  /// Checks that the log, the report and the callbacks' CSV files are different files, and none
  /// that the run writes in its folder of checkpoints; and that no two callbacks write event files
  /// in one folder.
  ///
  /// - Throws: `TrainingError.invalidValue` naming the first that is not.
  func checkFiles(of callbacks: [any Callback]) throws(TrainingError) {
    var files = callbacks.compactMap { $0 as? CSVLogger }.map { ("the CSV file", $0.path) }
    if let log { files.append(("the log", log)) }
    if let trace { files.append(("the trace", trace)) }
    if let digestLog { files.append(("the digest log", digestLog)) }
    if let report { files.append(("the report", report)) }
    try checkBoards(of: callbacks)
    let folder = checkpoints.map { FileIdentity.location($0.directory) }
    var taken: [FileIdentity: String] = [:]
    for (name, path) in files {
      let location = FileIdentity.location(path)
      // A terminal, pipe or device takes the lines of both.
      let type = try? FileManager.default.attributesOfItem(atPath: location)[.type]
      guard type as? FileAttributeType ?? .typeRegular == .typeRegular else {
        guard name == "the report" else { continue }
        throw .invalidValue(
          of: name,
          expected: "a file, which is replaced after each epoch; no pipe, device or folder",
          found: path)
      }
      if let other = taken.updateValue(name, forKey: FileIdentity(path)) {
        throw .invalidValue(of: name, expected: "another file than \(other)'s", found: path)
      }
      let url = URL(filePath: location)
      guard let folder, url.deletingLastPathComponent().path == folder,
        CheckpointDirectory.writes(url.lastPathComponent)
      else { continue }
      throw .invalidValue(
        of: name, expected: "a file that the run does not write as a checkpoint or lock",
        found: path)
    }
  }

  /// - Throws: `TrainingError.invalidValue` naming a folder that two callbacks would write in.
  private func checkBoards(of callbacks: [any Callback]) throws(TrainingError) {
    var folders = callbacks.compactMap { ($0 as? TensorBoard)?.directory }
    if let tensorBoard { folders.append(tensorBoard) }
    var taken: Set<String> = []
    for folder in folders where !taken.insert(FileIdentity.location(folder)).inserted {
      throw .invalidValue(
        of: "the folder of TensorBoard", expected: "another one for each, since curves would mix",
        found: folder)
    }
  }
}
