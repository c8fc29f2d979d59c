import CMPI

/// What a thread that watches this process asks of the system, without a call of MPI.
package enum WatchingProcess {
  /// The process that started this one, or whoever has taken its place.
  package static var parent: Int32 { cmpi_parent() }

  /// From now on the system kills this process when the thread that started it ends.
  ///
  /// Linux only, else nothing. It reaches a stopped process too.
  package static func dieWithParent() { cmpi_die_with_parent() }

  /// From now on no signal is handled by the calling thread.
  package static func blockSignals() { cmpi_block_signals() }

  /// Writes to standard error at once.
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
