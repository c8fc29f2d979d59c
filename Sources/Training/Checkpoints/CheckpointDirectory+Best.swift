import FileFormats

extension CheckpointDirectory {
  /// The path of the best checkpoint, which is never removed.
  package var bestPath: String { "\(path)/\(Self.bestName)" }

  static let bestName = "best.safetensors"

  /// Gives a checkpoint the best one's name as well, replacing the previous one.
  ///
  /// Both names refer to one file; without hard links, to two files with the same bytes.
  ///
  /// - Throws: `FileError`; the best checkpoint is then the one before.
  func makeBest(_ path: String) throws {
    guard try !AtomicFile.link(path, to: bestPath) else { return }
    try AtomicFile.copy(path, to: bestPath)
  }

  /// Removes all checkpoints after the training.
  ///
  /// - Throws: `FileError` naming the first that was not removed.
  func removeCheckpoints() throws {
    try check()
    for path in try resumable() { try Directory.removeFile(path) }
  }

  /// Completes the renaming of a job that was killed between two names.
  ///
  /// - Parameters:
  ///   - best: The best checkpoint, according to the resumed one.
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
