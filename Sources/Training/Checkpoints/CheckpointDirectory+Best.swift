import FileFormats

extension CheckpointDirectory {
  /// The path of the best checkpoint, which is never removed.
  package var bestPath: String { "\(path)/\(Self.bestName)" }

  static let bestName = "best.safetensors"

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
    try check()
    for path in try resumable() { try Directory.removeFile(path) }
  }

  /// Makes good what a job that was killed between two names has left undone.
  ///
  /// - Parameters:
  ///   - best: What the checkpoint says from which the run goes on.
  ///   - skipped: Called where the best is damaged under its step's name: what has the best one's
  ///     name then keeps it.
  /// - Throws: `FileError`.
  package func restoreBest(
    _ best: BestCheckpoint?, skipped: (_ path: String, _ error: any Error) -> Void = { _, _ in }
  ) throws {
    guard let iterations = best?.record?.iterations else { return }
    let path = path(iterations: iterations)
    do {
      _ = try SafetensorsFile(verifying: path)
      try makeBest(path)
    } catch let error as FileError where error.isMissing {
      // It was removed as an old one, after it had got the best one's name.
    } catch let error as SafetensorsError {
      skipped(path, error)
    }
  }
}
