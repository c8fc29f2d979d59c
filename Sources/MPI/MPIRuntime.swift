import CMPI

/// The MPI environment, from initialization to finalization, on the thread that started it.
///
/// Not `Sendable`: MPI runs at the level `MPI_THREAD_FUNNELED`, where only the thread that called
/// `start` may call anything.
public final class MPIRuntime {
  /// All ranks of the job.
  public let world: Communicator

  private init(world: Communicator) {
    self.world = world
  }

  /// Starts MPI (`MPI_Init_thread`), at most once in a process.
  ///
  /// Where Open MPI itself ends the process, there is one line on standard error.
  ///
  /// - Parameters:
  ///   - linePrefix: What that line begins with.
  ///   - isFirst: Whether this is the launcher's rank 0.
  /// - Returns: MPI, running.
  /// - Throws: `MPIError` when MPI was started before, refuses, or grants too low a thread level;
  ///   `FileSizeLimitError`.
  public static func start(linePrefix: String = "", isFirst: Bool = true) throws -> MPIRuntime {
    let function = "MPI_Init_thread"
    guard cmpi_was_started() == 0 else {
      throw MPIError(
        function: function, code: -1, text: "MPI was already started in this process")
    }
    if let error = FileSizeLimitError(for: FileSizeLimitError.messageFileByteCount) { throw error }
    var isGranted: Int32 = 0
    try MPIError.check(
      unsafe cmpi_init(&isGranted, linePrefix, isFirst ? 1 : 0), function)
    guard isGranted == 1 else {
      throw MPIError(
        function: function, code: -1, text: "this Open MPI does not grant MPI_THREAD_FUNNELED")
    }
    return MPIRuntime(world: try unsafe Communicator(handle: cmpi_world(), isOwned: false))
  }

  /// Ends MPI (`MPI_Finalize`); collective; all windows must be closed.
  ///
  /// - Throws: `MPIError` with MPI's message.
  public func finalize() throws {
    try MPIError.check(cmpi_finalize(), "MPI_Finalize")
  }

  /// Ends all ranks of the job at once (`MPI_Abort`) with `exitCode` as the job's exit code.
  ///
  /// Print and flush the reason first: MPI's own output here is unreliable.
  ///
  /// - Parameter exitCode: 1 to 255.
  public func abort(exitCode: Int32) -> Never {
    cmpi_abort(exitCode)
    cmpi_exit(exitCode)
  }

  /// The first line of the library's version text (`MPI_Get_library_version`).
  ///
  /// MPI need not be started.
  public static var libraryVersion: String {
    let whole = unsafe textFromC { text in unsafe cmpi_library_version(text) }
    return whole.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
  }

  /// Sets the largest count of one MPI call; larger messages are sent in pieces.
  ///
  /// For tests, which set it to the same small value on all ranks; zero restores `INT_MAX`.
  package static func setChunkLimit(_ count: Int) {
    precondition(count >= 0, "chunk limit: \(count)")
    cmpi_set_chunk_limit(count)
  }
}

@available(*, unavailable)
extension MPIRuntime: Sendable {}
