import CMPI

/// System calls for the watchdog thread, without MPI.
package enum WatchingProcess {
  /// The parent process, or the process that adopted this one.
  package static var parent: Int32 { cmpi_parent() }

  /// Asks the system to kill this process when the thread that started it ends.
  ///
  /// On Linux only; elsewhere it does nothing. It also reaches a stopped process.
  package static func dieWithParent() { cmpi_die_with_parent() }

  /// Blocks all signals on the calling thread.
  package static func blockSignals() { cmpi_block_signals() }

  /// Writes to standard error without buffering.
  package static func writeError(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) {
        if let start = $0.baseAddress { unsafe cmpi_write_error(start, $0.count) }
      }
    }
  }

  /// Ends this process at once, without exit handlers.
  package static func exit(_ code: Int32) -> Never { cmpi_exit(code) }
}
