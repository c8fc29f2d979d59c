import FileFormats
import Foundation

/// A folder of checkpoints, `step-00002345.safetensors` and so on, that one job writes to.
package final class CheckpointDirectory: Sendable {
  package let path: String
  private let lock: DirectoryLock

  /// Makes the folder if it is not there, and locks other jobs out of it.
  ///
  /// - Throws: `FileError`, `CheckpointError.unwritable`, or `.locked` while another job has it.
  package init(_ path: String) throws {
    self.path = path
    try Directory.create(path)
    lock = try DirectoryLock(path)
  }

  /// A checkpoint's path.
  package func path(iterations: Int) -> String {
    let digits = String(iterations)
    let zeros = String(repeating: "0", count: max(0, 8 - digits.count))
    return "\(path)/step-\(zeros)\(digits).safetensors"
  }

  /// The checkpoints' paths, newest first.
  package func checkpoints() throws -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.compactMap { name -> (Int, String)? in
      guard name.hasPrefix("step-"), name.hasSuffix(".safetensors"),
        let number = Int(name.dropFirst("step-".count).dropLast(".safetensors".count))
      else { return nil }
      return (number, name)
    }.sorted { $0.0 > $1.0 }.map { "\(path)/\($0.1)" }
  }

  /// The checkpoints' paths, newest first, and behind them the best one's: what a run can go on
  /// from.
  package func resumable() throws -> [String] {
    try checkpoints() + (FileManager.default.fileExists(atPath: bestPath) ? [bestPath] : [])
  }

  /// Removes all checkpoints but the newest ones, and never the best.
  ///
  /// - Throws: `FileError` naming the first that cannot be removed.
  func prune(keeping count: Int) throws {
    for path in try checkpoints().dropFirst(count) { try Directory.removeFile(path) }
  }

  /// The newest checkpoint that is whole, or else the best one; nil where there is none at all.
  ///
  /// Newer ones that are damaged are set aside: they get another name, so that a run that goes on
  /// neither counts nor overwrites them.
  ///
  /// - Parameter skipped: Called for each one that was set aside, under its old name.
  /// - Returns: its path and what it holds.
  /// - Throws: `CheckpointError` of a newer format or other numerics, and what is wrong with the
  ///   newest where none is whole.
  package func newestWhole(
    skipped: (_ path: String, _ error: any Error) -> Void
  ) throws -> (path: String, checkpoint: Checkpoint)? {
    var damaged: [(path: String, error: any Error)] = []
    for path in try resumable() {
      do {
        let checkpoint = try Checkpoint(readingFrom: path)
        for entry in damaged {
          try Directory.rename(entry.path, to: entry.path + ".damaged")
          skipped(entry.path, entry.error)
        }
        return (path, checkpoint)
      } catch let error as SafetensorsError {
        damaged.append((path, error))
      }
    }
    if let first = damaged.first {
      throw CheckpointError.noneWhole(directory: path, reason: "\(first.error)")
    }
    return nil
  }
}
