import Dispatch
import FileFormats
import Kernels
import Parallel
import Synchronization

/// A writer of a run's checkpoints, on its own thread while the run continues.
///
/// At most one write is active; a save meanwhile waits for it. `check` and `finish` throw the first
/// error, again and again; nothing is written after it.
package final class CheckpointWriter {
  /// Called after each stage of each write, in order; set before the first save.
  package var observers: [CheckpointObserver]

  /// The folder, on rank 0.
  let directory: CheckpointDirectory?
  private let keptCount: Int?
  private let outcome = Outcome()
  private let writing = DispatchGroup()

  /// Creates a writer; on ranks other than 0 it has no folder and writes nothing.
  ///
  /// - Parameters:
  ///   - directory: The folder.
  ///   - keptCount: The number of newest checkpoints to keep; nil for all.
  ///   - observers: Called after each stage of each write.
  package init(
    _ directory: CheckpointDirectory?, keeping keptCount: Int? = nil,
    observers: [CheckpointObserver] = []
  ) {
    self.directory = directory
    self.keptCount = keptCount
    self.observers = observers
  }

  /// The newest complete file on disk.
  package var newest: String? { outcome.newest }

  /// Begins to write a checkpoint, after the current write; older ones are removed only when it is
  /// complete.
  ///
  /// - Parameters:
  ///   - iterations: The number of updates, for the file's name.
  ///   - isBest: Whether it also becomes the folder's best checkpoint.
  ///   - content: The checkpoint; its borrowed memory must not change until `finish` returns.
  package func save(iterations: Int, isBest: Bool = false, _ content: CheckpointContent) {
    guard let directory else { return }
    wait()
    guard outcome.failure == nil else { return }
    let write = CheckpointWrite(
      directory: directory, iterations: iterations, keptCount: keptCount, isBest: isBest,
      observers: observers)
    writing.enter()
    do {
      try OwnThread.start { [outcome, writing] in
        // Denormals must be treated equally on every thread that formats numbers.
        FloatingPointMode.flushDenormals()
        outcome.keep(Result { try write(content) })
        writing.leave()
      }
    } catch {
      outcome.keep(.failure(error))
      writing.leave()
    }
  }

  /// Waits for the current write.
  ///
  /// - Throws: The error of a write.
  package func finish() throws {
    wait()
    try check()
  }

  private func wait() {
    Heartbeat.report(.writingCheckpoint)
    writing.wait()
  }

  /// Checks for an error of a write, without waiting.
  ///
  /// - Throws: The error.
  package func check() throws {
    if let failure = outcome.failure { throw failure }
  }
}

/// The outcome of a writer's checkpoints: written by its thread, read by the run's.
private final class Outcome: Sendable {
  private struct State {
    var newest: String?
    var failure: (any Error)?
  }
  private let state = Mutex(State())

  var newest: String? { state.withLock { $0.newest } }
  var failure: (any Error)? { state.withLock { $0.failure } }

  func keep(_ result: Result<String, any Error>) {
    state.withLock { state in
      switch result {
      case .success(let path): state.newest = path
      case .failure(let error): state.failure = state.failure ?? error
      }
    }
  }
}

/// The write of one checkpoint.
private struct CheckpointWrite: Sendable {
  let directory: CheckpointDirectory
  let iterations: Int
  let keptCount: Int?
  let isBest: Bool
  let observers: [CheckpointObserver]

  /// Writes the checkpoint, reads it back, and only then removes older ones.
  ///
  /// - Returns: The path.
  func callAsFunction(_ content: CheckpointContent) throws -> String {
    let path = directory.path(iterations: iterations)
    try directory.check()
    try content.write(to: path) { try tell(CheckpointStage($0), path) }
    // As resuming does, so that nothing older goes before the new one is known to serve.
    try content.verify(path)
    try directory.check()
    try tell(.verified, path)
    if isBest { try directory.makeBest(path) }
    if let keptCount { try directory.prune(keeping: keptCount, upTo: iterations) }
    return path
  }

  private func tell(_ stage: CheckpointStage, _ path: String) throws {
    Heartbeat.tick()
    for observer in observers { try observer(stage, path, iterations) }
  }
}
