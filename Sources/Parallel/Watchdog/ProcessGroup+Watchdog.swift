import MPI

extension ProcessGroup {
  /// The longest time without progress of a host's ranks before the job ends: 5 minutes, or
  /// `LOCKSTEP_TIMEOUT`; zero for no limit.
  ///
  /// One line on standard error then names the rank that the others wait for, and the exit code is
  /// 70. Every rank sets the same. A process alone has no watchdog, unless it is `lockstep train`:
  /// there it is zero, and setting it does nothing.
  public var timeout: Duration {
    get { watchdog?.timeout ?? .zero }
    set { watchdog?.timeout = newValue }
  }

  /// Runs `body` under the watchdog; collective over the host's ranks.
  ///
  /// It ends with a barrier, since from then on each rank is watched separately.
  func watched(by watchdog: Watchdog, _ body: () throws -> Void) throws {
    guard let host, let control else { return try body() }
    self.watchdog = watchdog
    watchdog.watch(self)
    let heartbeats = try HeartbeatWindow(on: host, in: control.window)
    rest()
    try body()
    Heartbeat.report(.ending)
    Heartbeat.expectLongWaits(true)
    try enter("the end of the program")
    try worldBarrier()
    Heartbeat.expectLongWaits(false)
    heartbeats.close()
  }
}
