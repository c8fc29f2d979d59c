import Foundation

/// The machine that this process runs on: jobs are processes, hosts are asked through the launch
/// agent, and signals ask a run to end.
package final class ThisMachine: LaunchMachine {
  /// How patient it is, and what its jobs inherit.
  package struct Options {
    /// How long a host may take to answer, in seconds.
    package var answerLimit = 10
    /// How long mpirun may be without a living process of its own, in seconds.
    package var lockUpLimit = 15
    /// Whether rank 0 reads this process's standard input.
    package var passesInput = false
    /// Receives each line that mpirun and the ranks write on standard error.
    package var receiveErrorLine: (String) -> Void = { _ in }
    /// Whether an interrupt from the terminal is meant for another program there.
    package var ignoresInterrupts: () -> Bool = { false }

    /// The usual ones.
    package init() {}
  }

  private let options: Options
  private let settings: OpenMPISettings
  private let environment: [String: String]
  private let agent: LaunchAgent
  private let report: (String) -> Void
  private var hostFile: String?
  private var stops = StopRequests()
  private var job: ChildProcess?
  private lazy var events = EventLoop { [unowned self] signal in
    if signal != SIGINT || !options.ignoresInterrupts() { noteStop() }
  }

  /// Takes over the signals that ask this process to end.
  ///
  /// - Parameters:
  ///   - settings: Open MPI's settings.
  ///   - environment: The variables that jobs inherit.
  ///   - options: How patient it is, and what its jobs inherit.
  ///   - report: Receives each line of the launcher's own.
  package init(
    _ settings: OpenMPISettings, environment: [String: String], options: Options,
    report: @escaping (String) -> Void
  ) {
    self.options = options
    self.settings = settings
    self.environment = environment
    self.report = report
    agent = LaunchAgent(settings, limit: options.answerLimit)
    _ = events
  }

  /// Removes what it has written for mpirun.
  package func close() {
    if let hostFile { try? FileManager.default.removeItem(atPath: hostFile) }
    hostFile = nil
  }

  package func say(_ line: String) { report(line) }

  package func newestCheckpoint(in folder: String) -> Checkpoint? { .newest(in: folder) }

  /// Expects Open MPI's mpirun on the `PATH`.
  ///
  /// - Throws: `LaunchError.missingMPIRun` or `foreignMPIRun`.
  package func checkMPIRun() throws(LaunchError) {
    guard let path = ChildProcess.location(of: "mpirun", environment) else {
      throw LaunchError.missingMPIRun
    }
    let version = output(of: [[path, "--version"]], input: "", within: .seconds(5))[0]
    // One that is too slow to answer may still be the right one.
    if let version { try MPIRunCheck.check(path, version: version) }
  }
}

// MARK: - Hosts

extension ThisMachine {
  package func ask(_ hosts: [LaunchHost], clearing session: JobSession?) -> [HostTable.Answer?] {
    func command(_ isLaunching: Bool) -> [String] {
      ["sh"]
        + HostScript.arguments(
          clearing: session, base: settings.sessionBase, isLaunching: isLaunching)
    }
    let limit = Duration.seconds(options.answerLimit)
    guard !hosts.isEmpty else {
      if session != nil { _ = output(of: [command(true)], input: HostScript.text, within: limit) }
      return []
    }
    let commands = hosts.map { agent.command(command(agent.isThisHost($0)), on: $0) }
    return output(of: commands, input: HostScript.text, within: limit)
      .map { $0.flatMap(HostScript.answer) }
  }

  /// The hosts as mpirun's `--host`, or as a file where some have a user or a port of their own.
  package func options(for hosts: [LaunchHost]) throws(LaunchError) -> [String] {
    guard !hosts.isEmpty else { return [] }
    guard hosts.contains(where: { $0.user != nil || $0.port != nil }) else {
      let list = hosts.map { "\($0.name):\($0.slots ?? 1)" }
      return ["--host", list.joined(separator: ",")]
    }
    let lines = hosts.map { host in
      "\(host.name) slots=\(host.slots ?? 1)" + (host.user.map { " username=\($0)" } ?? "")
        + (host.port.map { " port=\($0)" } ?? "") + "\n"
    }
    let folder = FileManager.default.temporaryDirectory.path
    let path = "\(folder)/lockstep-hosts-\(ProcessInfo.processInfo.processIdentifier)"
    do {
      try Data(lines.joined().utf8).write(to: URL(filePath: path))
    } catch {
      throw LaunchError.notStarted("mpirun", reason: "\(path) cannot be written: \(error)")
    }
    hostFile = path
    return ["--hostfile", path]
  }

  /// Runs programs at the same time.
  ///
  /// - Returns: What each has printed to its end; nil for one that fails to start or has not ended
  ///   in time.
  private func output(
    of commands: [[String]], input: String, within limit: Duration
  ) -> [String?] {
    var texts = [[UInt8]](repeating: [], count: commands.count)
    let children = commands.enumerated().map { index, command -> (ChildProcess, Int32)? in
      guard let (given, taken) = try? (PipeEnds(for: command[0]), PipeEnds(for: command[0])) else {
        return nil
      }
      // Shorter than what a pipe holds: nothing waits for its reader.
      _ = unsafe write(given.writing, input, input.utf8.count)
      let child = try? ChildProcess(
        command, environment: environment, descriptors: (given.reading, taken.writing, nil))
      for end in [given.reading, given.writing, taken.writing] { Foundation.close(end) }
      events.read(taken.reading) { texts[index] += $0 }
      return child.map { ($0, taken.reading) }
    }
    events.run(until: .now + limit) {
      children.contains { $0.map { $0.exitCode == nil || events.isReading($1) } ?? false }
    }
    return zip(children, texts.indices).map { child, index in
      guard let (child, descriptor) = child else { return nil }
      defer { events.stopReading(descriptor) }
      guard child.exitCode != nil else {
        child.end()
        return nil
      }
      return String(decoding: texts[index], as: UTF8.self)
    }
  }
}

// MARK: - Jobs

extension ThisMachine {
  package func run(_ line: JobLine) throws(LaunchError) -> JobResult {
    Self.writeError("+ \(line.shown)\n".utf8)
    let errors = try PipeEnds(for: line.arguments[0])
    let job: ChildProcess
    do {
      defer { Foundation.close(errors.writing) }
      job = try ChildProcess(
        line.arguments, environment: line.environment(environment),
        descriptors: (options.passesInput ? 0 : nil, 1, errors.writing))
    }
    self.job = job
    defer { self.job = nil }
    if isAskedToEnd { passStopOn() }

    var tail: [UInt8] = []
    var lines = LineSplitter()
    let receive = options.receiveErrorLine
    events.read(errors.reading) { bytes in
      Self.writeError(bytes)
      tail = Array((tail + bytes).suffix(65_536))
      lines.add(bytes).forEach(receive)
    }
    var session = JobSessionFile(job.number, settings, environment)
    var watch = LockUpWatch(limit: .seconds(options.lockUpLimit))
    var wasLockedUp = false
    events.run(tick: session.isKnown ? .seconds(1) : .milliseconds(50)) {
      session.look()
      wasLockedUp =
        wasLockedUp || watch.isLockedUp { LockUpWatch.hasChildren(job.number) }
      if wasLockedUp { job.send(SIGKILL) }
      return job.exitCode == nil
    }
    // The last lines are on their way; others may hold the pipe for longer.
    events.run(until: .now + .seconds(2)) { events.isReading(errors.reading) }
    events.stopReading(errors.reading)
    return JobResult(
      exitCode: job.exitCode ?? 1, errors: String(decoding: tail, as: UTF8.self),
      wasLockedUp: wasLockedUp, leftSession: session.isLeft, session: session.session)
  }

  /// Writes to standard error, whatever becomes of it: the job goes on.
  package static func writeError(_ bytes: some Sequence<UInt8>) {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe write(2, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}

// MARK: - Ending

extension ThisMachine {
  package var isAskedToEnd: Bool { stops.count > 0 }

  package func pause(_ seconds: Int) {
    events.run(until: .now + .seconds(seconds)) { !isAskedToEnd }
  }

  private func noteStop() {
    if stops.note(at: .now), job != nil { passStopOn() }
  }

  private func passStopOn() {
    switch stops.count {
    case 1:
      say("asked to end: the ranks save, and end")
      job?.send(SIGUSR1)
    case 2:
      say("asked to end once more: the job ends at once")
      job?.send(SIGTERM)
    default: job?.send(SIGKILL)
    }
  }
}
