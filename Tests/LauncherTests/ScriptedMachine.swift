@testable import Launcher

/// A machine on which jobs end, hosts answer and time passes as a test says, at once.
final class ScriptedMachine: LaunchMachine {
  /// What happens at a start; its number is from 1.
  var job: (_ attempt: Int, ScriptedMachine) -> JobResult = { _, _ in ScriptedMachine.ended(0) }
  /// What happens in a pause.
  var inPause: (Int, ScriptedMachine) -> Void = { _, _ in }
  /// The hosts that do not answer.
  var silent: Set<String> = []
  /// The hosts on which the job's processes were killed.
  var killed: Set<String> = []
  /// The step of the newest checkpoint.
  var step: Int?
  var isAskedToEnd = false

  private(set) var lines: [String] = []
  private(set) var starts: [String] = []
  private(set) var pauses: [Int] = []
  private(set) var cleared: [JobSession] = []

  /// A job's end.
  static func ended(_ code: Int32, _ errors: String = "", leftSession: Bool = false) -> JobResult {
    JobResult(
      exitCode: code, errors: errors, leftSession: leftSession, session: JobSession(process: 7))
  }

  func say(_ line: String) { lines.append(line) }

  func ask(_ hosts: [LaunchHost], clearing session: JobSession?) -> [HostTable.Answer?] {
    if let session { cleared.append(session) }
    return hosts.map { host in
      silent.contains(host.name)
        ? nil : HostTable.Answer(coreCount: 4, hadKilledJob: killed.contains(host.name))
    }
  }

  func run(_ line: JobLine) -> JobResult {
    starts.append(line.arguments.dropFirst().joined(separator: " "))
    return job(starts.count, self)
  }

  func pause(_ seconds: Int) {
    pauses.append(seconds)
    inPause(seconds, self)
  }

  func newestCheckpoint(in folder: String) -> Checkpoint? {
    step.map { Checkpoint(path: "\(folder)/step-\($0)", step: $0) }
  }

  func options(for hosts: [LaunchHost]) -> [String] {
    hosts.isEmpty
      ? [] : ["--host", hosts.map { "\($0.name):\($0.slots ?? 0)" }.joined(separator: ",")]
  }

  /// Runs `program`, whose checkpoints go to `run`.
  func run(
    _ hosts: [LaunchHost] = [], ranks: Int? = 2, options: [String] = [],
    _ change: (inout LaunchPlan) -> Void = { _ in }
  ) throws -> Int32 {
    var plan = LaunchPlan(program: ["program"], settings: OpenMPISettings([:], options: options))
    plan.folder = "run"
    plan.hosts = hosts
    plan.ranks = ranks
    change(&plan)
    var supervisor = Supervisor(plan, on: self)
    return try supervisor.run()
  }
}
