import CMPI

/// The waits of this thread for other ranks, in every waiting call of this module.
package enum Waits {
  /// The nanoseconds of this thread's finished waits since it was started.
  package static var nanoseconds: UInt64 { cmpi_waited_nanoseconds() }
}

/// A record of this thread's waits, for the thread that creates it.
///
/// A thread has one at a time. What finds no room between two calls of `take` is not recorded.
@safe
package final class WaitRecord {
  private let room: UnsafeMutableBufferPointer<cmpi_wait>

  /// Begins to record.
  package init(capacity: Int = 256) {
    unsafe room = .allocate(capacity: capacity)
    unsafe room.initialize(repeating: cmpi_wait())
    unsafe cmpi_waits_record(room.baseAddress, Int32(clamping: capacity))
  }

  deinit {
    cmpi_waits_record(nil, 0)
    unsafe room.deallocate()
  }

  /// Calls `body` with each wait since the last call, in order.
  package func take(_ body: (_ start: UInt64, _ end: UInt64) -> Void) {
    for index in 0..<Int(cmpi_waits_take()) {
      body(unsafe room[index].start, unsafe room[index].end)
    }
  }
}

@available(*, unavailable)
extension WaitRecord: Sendable {}
