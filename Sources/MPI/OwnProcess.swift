import CMPI

/// What this process asks of the system, without a call of MPI.
package enum OwnProcess {
  /// Keeps the numbers of standard input, output and error from other files, and turns signals of
  /// failed writes (`SIGPIPE`, `SIGXFSZ`) into their error numbers.
  package static func prepareStandardStreams() { cmpi_prepare_process() }

  /// From now on a page of a mapped file that cannot be had ends the process with one line, rather
  /// than with a signal: shared memory without room, or a data file that has become shorter.
  ///
  /// - Parameters:
  ///   - linePrefix: What the line begins with.
  ///   - lineDelay: How many seconds it waits, in which another rank's line may end the job.
  package static func catchBusErrors(linePrefix: String, lineDelay: Int) {
    unsafe cmpi_catch_bus_errors(linePrefix, Int32(clamping: lineDelay))
  }

  /// This process's ID.
  package static var number: Int32 { cmpi_process() }

  /// The process that started this one, or whoever has taken its place.
  package static var parent: Int32 { cmpi_parent() }

  /// From now on the system kills this process when the thread that started it ends.
  ///
  /// Linux only, else nothing. It reaches a stopped process too.
  package static func dieWithParent() { cmpi_die_with_parent() }

  /// From now on no signal is handled by the calling thread, but those of its own faults.
  package static func blockSignals() { cmpi_block_signals() }

  /// Starts a thread that nobody waits for.
  ///
  /// - Returns: Zero, or the error number where the system allows no further thread.
  package static func startThread(_ body: @escaping @Sendable () -> Void) -> Int32 {
    let context = unsafe Unmanaged.passRetained(ThreadBody(body))
    let code = unsafe cmpi_start_thread(
      { context in
        guard let context = unsafe context else { return }
        unsafe Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
      }, context.toOpaque())
    if code != 0 { unsafe context.release() }
    return code
  }

  /// Writes to standard output at once, behind what the C library holds back.
  ///
  /// - Returns: Zero, or the error number.
  package static func writeOutput(_ text: String) -> Int32 {
    unsafe withBytes(of: text) { unsafe cmpi_write_output($0, $1) }
  }

  /// Writes bytes to standard output, behind what the program has printed so far.
  ///
  /// - Returns: The error number; 0 where all was written.
  package static func writeOutput(_ bytes: [UInt8]) -> Int32 {
    unsafe bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return 0 }
      return unsafe cmpi_write_output(start.assumingMemoryBound(to: CChar.self), bytes.count)
    }
  }

  /// Writes to standard error at once.
  package static func writeError(_ text: String) {
    _ = unsafe withBytes(of: text) { unsafe cmpi_write(2, $0, $1) }
  }

  /// Ends this process at once, without exit handlers.
  package static func exit(_ code: Int32) -> Never { cmpi_exit(code) }

  private static func withBytes(
    of text: String, _ body: (UnsafePointer<CChar>, Int) -> Int32
  ) -> Int32 {
    var text = text
    return text.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) {
        guard let start = $0.baseAddress else { return 0 }
        return unsafe body(start, $0.count)
      }
    }
  }
}

/// A thread's program, on its way through C.
private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
