import Dispatch

/// The host's clock that never goes back, the same in all of its processes.
enum MonotonicClock {
  /// Nanoseconds since the host was started.
  static var nanoseconds: UInt64 { DispatchTime.now().uptimeNanoseconds }

  /// Seconds since an earlier instant.
  static func seconds(since start: UInt64) -> Double {
    (Double(nanoseconds) - Double(start)) * 1e-9
  }
}
