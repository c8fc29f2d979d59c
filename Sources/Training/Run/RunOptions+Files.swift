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
    let folder = checkpoints.map { Self.location($0.directory) }
    var taken: [String: String] = [:]
    for (name, path) in files {
      let location = Self.location(path)
      // A terminal, pipe or device takes the lines of both.
      let type = try? FileManager.default.attributesOfItem(atPath: location)[.type]
      guard type as? FileAttributeType ?? .typeRegular == .typeRegular else {
        guard name == "the report" else { continue }
        throw .invalidValue(
          of: name,
          expected: "a file, which is replaced after each epoch; no pipe, device or folder",
          found: path)
      }
      if let other = taken.updateValue(name, forKey: Self.identity(location)) {
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
    for folder in folders where !taken.insert(Self.location(folder)).inserted {
      throw .invalidValue(
        of: "the folder of TensorBoard", expected: "another one for each, since curves would mix",
        found: folder)
    }
  }

  /// What two names of one file have in common, such as hard links; of a file that is yet to be
  /// made its location.
  private static func identity(_ location: String) -> String {
    var status = stat()
    guard unsafe stat(location, &status) == 0 else { return location }
    return "\(status.st_dev) \(status.st_ino)"
  }

  /// Returns a path without links and detours; of a file that is yet to be made that of its folder.
  static func location(_ path: String) -> String {
    var url = URL(filePath: path).absoluteURL.standardizedFileURL
    // A link to a file that is yet to be made.
    for _ in 0..<32 {
      guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: url.path) else {
        break
      }
      url =
        URL(filePath: target, relativeTo: url.deletingLastPathComponent()).absoluteURL
        .standardizedFileURL
    }
    guard !FileManager.default.fileExists(atPath: url.path) else {
      return url.resolvingSymlinksInPath().path
    }
    return url.deletingLastPathComponent().resolvingSymlinksInPath()
      .appending(path: url.lastPathComponent).path
  }
}
