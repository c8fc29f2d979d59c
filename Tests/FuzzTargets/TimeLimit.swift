#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The processor's time that a reader may take.
///
/// It is not that of a clock on the wall, which goes on while the process waits or is stopped: a
/// long run may share its machine with others.
enum TimeLimit {
  /// Ends the process by a signal, so that libFuzzer keeps the input, once it has used so much time
  /// from now on.
  static func start(milliseconds: Int) {
    // Without a handler the system ends the process before libFuzzer hears of it.
    _ = installed
    set(milliseconds)
  }

  /// Ends the limit.
  static func stop() { set(0) }

  private static let installed: Void = {
    _ = signal(SIGPROF) { _ in
      // No memory is allocated here, where the allocator may be at work.
      let line: StaticString = "fuzz: too much of the processor's time\n"
      _ = unsafe write(2, line.utf8Start, line.utf8CodeUnitCount)
      abort()
    }
  }()

  private static func set(_ milliseconds: Int) {
    var timer = itimerval()
    timer.it_value.tv_sec = milliseconds / 1000
    timer.it_value.tv_usec = .init(milliseconds % 1000 * 1000)
    #if os(Linux)
      let kind = CInt(ITIMER_PROF.rawValue)
    #else
      let kind = ITIMER_PROF
    #endif
    expect(unsafe setitimer(kind, &timer, nil) == 0, "the limit of time cannot be set")
  }
}
