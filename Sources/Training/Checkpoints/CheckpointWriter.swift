import FileFormats
import Parallel

/// Writes a run's checkpoints into their folder.
package final class CheckpointWriter {
  private let directory: CheckpointDirectory?
  private let keptCount: Int?
  /// The newest file that was written.
  package private(set) var newest: String?

  /// A writer; on ranks other than 0 it has no folder and writes nothing.
  ///
  /// - Parameters:
  ///   - directory: The folder.
  ///   - keptCount: How many of the newest checkpoints are kept; nil for all.
  package init(_ directory: CheckpointDirectory?, keeping keptCount: Int? = nil) {
    self.directory = directory
    self.keptCount = keptCount
  }

  /// Writes a checkpoint, reads it back, and only then removes older ones.
  func write(_ checkpoint: Checkpoint) throws {
    guard let directory else { return }
    let path = directory.path(iterations: checkpoint.progress.iterations)
    Heartbeat.report(.writingCheckpoint)
    try checkpoint.write(to: path)
    Heartbeat.tick()
    _ = try SafetensorsFile(verifying: path)
    newest = path
    if let keptCount { try directory.prune(keeping: keptCount) }
  }
}
