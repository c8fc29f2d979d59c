/// What a run that goes on by itself needs of the machine that it is started on.
package protocol LaunchMachine: AnyObject {
  /// Whether a signal has asked for the run's end.
  var isAskedToEnd: Bool { get }

  /// Writes a line of the launcher's own.
  func say(_ line: String)

  /// Asks hosts, at the same time, to remove what a dead job has left; without hosts, this one.
  ///
  /// - Returns: The hosts' answers, nil for one that does not answer in time.
  func ask(_ hosts: [LaunchHost], clearing session: JobSession?) -> [HostTable.Answer?]

  /// Shows a line, and runs it to its end.
  func run(_ line: JobLine) throws(LaunchError) -> JobResult

  /// Lets time pass, until a signal asks for the run's end.
  func pause(_ seconds: Int)

  /// The newest checkpoint of a folder.
  func newestCheckpoint(in folder: String) -> Checkpoint?

  /// Options of mpirun that name the hosts.
  func options(for hosts: [LaunchHost]) throws(LaunchError) -> [String]
}
