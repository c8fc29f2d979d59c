import MPI

extension ProcessGroup {
  /// How long the ranks of a host may make no progress before the job ends, 5 minutes unless
  /// `LOCKSTEP_TIMEOUT` says otherwise; zero for no limit.
  ///
  /// One line on standard error then names the rank that the others wait for, and the exit code is
  /// 70. Every rank sets the same. A process alone has no watchdog: there it is zero, and setting
  /// it does nothing.
  public var timeout: Duration {
    get { watchdog?.timeout ?? .zero }
    set { watchdog?.timeout = newValue }
  }

  /// Watches over `body`; every rank of the host calls it.
  ///
  /// At the end all ranks meet, since from then on they are watched one by one.
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
