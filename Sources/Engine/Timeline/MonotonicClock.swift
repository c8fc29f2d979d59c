import Dispatch

/// The monotonic clock of the host, common to all its processes.
package enum MonotonicClock {
  /// Nanoseconds since the host was started.
  package static var nanoseconds: UInt64 { DispatchTime.now().uptimeNanoseconds }

  /// Returns the seconds since an earlier instant.
  package static func seconds(since start: UInt64) -> Double {
    (Double(nanoseconds) - Double(start)) * 1e-9
  }
}
