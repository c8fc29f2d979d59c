import Dispatch

/// The monotonic clock of the host, common to all its processes.
enum MonotonicClock {
  /// Nanoseconds since the host was started.
  static var nanoseconds: UInt64 { DispatchTime.now().uptimeNanoseconds }

  /// Returns the seconds since an earlier instant.
  static func seconds(since start: UInt64) -> Double {
    (Double(nanoseconds) - Double(start)) * 1e-9
  }
}
