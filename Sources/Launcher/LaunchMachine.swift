/// The machine interface of a supervised run.
package protocol LaunchMachine: AnyObject {
  /// Whether a signal has requested the end of the run.
  var isAskedToEnd: Bool { get }

  /// Writes a line of the launcher.
  func say(_ line: String)

  /// Asks hosts concurrently to remove the remains of a dead job; with an empty list, this host.
  ///
  /// - Returns: The hosts' answers, nil for one that does not answer in time.
  func ask(_ hosts: [LaunchHost], clearing session: JobSession?) -> [HostTable.Answer?]

  /// Prints a command line and runs it to its end.
  func run(_ line: JobLine) throws(LaunchError) -> JobResult

  /// Waits, until a signal requests the end of the run.
  func pause(_ seconds: Int)

  /// Returns the newest checkpoint of a folder.
  func newestCheckpoint(in folder: String) -> Checkpoint?

  /// Returns mpirun's options that name the hosts.
  func options(for hosts: [LaunchHost]) throws(LaunchError) -> [String]
}
