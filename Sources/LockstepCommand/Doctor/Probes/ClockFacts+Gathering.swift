import Foundation

extension ClockFacts {
  /// Watches the clocks while something else is measured.
  ///
  /// - Parameter body: What else is measured.
  init(gatheringWhile body: () -> Void) {
    let start = (wall: Self.nanoseconds(CLOCK_REALTIME), steady: Self.nanoseconds(CLOCK_MONOTONIC))
    var last = start.steady
    var smallest = Int64.max
    for _ in 0..<10_000 {
      let now = Self.nanoseconds(CLOCK_MONOTONIC)
      if now < last { goesBack = true }
      if now > last { smallest = min(smallest, now - last) }
      last = now
    }
    body()
    let end = (wall: Self.nanoseconds(CLOCK_REALTIME), steady: Self.nanoseconds(CLOCK_MONOTONIC))
    if end.steady < last { goesBack = true }
    resolution = smallest == .max ? 0 : Int(smallest)
    milliseconds = Double(end.steady - start.steady) / 1e6
    wallStep = Double((end.wall - start.wall) - (end.steady - start.steady)) / 1e6
    source = SystemText.read(
      "/sys/devices/system/clocksource/clocksource0/current_clocksource")?
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The time of a clock of the system.
  static func nanoseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    _ = unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
