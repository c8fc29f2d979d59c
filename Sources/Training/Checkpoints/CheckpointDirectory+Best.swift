import FileFormats

extension CheckpointDirectory {
  /// The path of the best checkpoint, which is never removed.
  package var bestPath: String { "\(path)/best.safetensors" }

  /// Gives a checkpoint the best one's name too, in place of the one that had it.
  ///
  /// Both names stand for one file; where the file system cannot do that, for two of the same
  /// bytes.
  ///
  /// - Throws: `FileError`; the best checkpoint is then the one before.
  func makeBest(_ path: String) throws {
    guard try !AtomicFile.link(path, to: bestPath) else { return }
    try AtomicFile.copy(path, to: bestPath)
  }

  /// Removes all checkpoints, once the training is done for which they were kept.
  ///
  /// - Throws: `FileError` naming the first that cannot be removed.
  func removeCheckpoints() throws {
    for path in try resumable() { try Directory.removeFile(path) }
  }

  /// Makes good what a job that was killed between two names has left undone.
  ///
  /// - Parameter best: What the checkpoint says from which the run goes on.
  /// - Throws: `FileError`.
  package func restoreBest(_ best: BestCheckpoint?) throws {
    guard let iterations = best?.record?.iterations else { return }
    let path = path(iterations: iterations)
    guard (try? SafetensorsFile(verifying: path)) != nil else { return }
    try makeBest(path)
  }
}
