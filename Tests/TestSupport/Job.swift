public import Foundation

/// Runs programs for tests: to their end, within a time limit, with an environment of their own.
///
/// A program ends by itself at its limit even when the test process is killed, because the system's
/// `timeout` program stands between them.
public enum Job {
  /// Runs one process of a built product.
  ///
  /// - Parameters:
  ///   - product: The executable's name.
  ///   - arguments: Its arguments.
  ///   - environment: Variables that are added to, or replace, the usual ones.
  ///   - directory: Its working directory; without it, that of the tests.
  ///   - timeout: How long it may run.
  /// - Returns: Its output, exit code and duration.
  /// - Throws: `JobError`, when it cannot be started; a failing program is a result.
  public static func solo(
    _ product: String, _ arguments: [String] = [], environment: [String: String] = [:],
    directory: URL? = nil, timeout: Duration = .seconds(60)
  ) throws -> JobResult {
    try run(
      [Products.path(of: product)] + arguments, environment: environment, directory: directory,
      timeout: timeout)
  }

  /// Runs a built product on several ranks; one such job at a time on this machine.
  ///
  /// - Parameters:
  ///   - rankCount: The number of ranks, which may exceed the number of cores.
  ///   - product: The executable's name.
  ///   - arguments: Its arguments.
  ///   - environment: Variables that are added to, or replace, the usual ones.
  ///   - directory: Its working directory; without it, that of the tests.
  ///   - timeout: How long it may run, without the wait for other jobs.
  ///   - options: Further options of `mpirun`.
  /// - Returns: Its output, exit code and duration.
  /// - Throws: `JobError`, when it cannot be started; a failing program is a result.
  public static func mpirun(
    _ rankCount: Int, _ product: String, _ arguments: [String] = [],
    environment: [String: String] = [:], directory: URL? = nil, timeout: Duration = .seconds(60),
    options: [String] = []
  ) throws -> JobResult {
    let limit = ["--timeout", "\(wholeSeconds(timeout))"]
    let command =
      [try Products.path(ofProgram: "mpirun")] + limit + ["-np", "\(rankCount)"] + options
      + [try Products.path(of: product)] + arguments
    return try JobLock.withLock {
      // Its own limit comes first: only mpirun can clean up after its ranks.
      try run(
        command, environment: environment, directory: directory, timeout: timeout + .seconds(5))
    }
  }

  /// Runs any program of the `PATH`.
  ///
  /// - Parameters:
  ///   - name: The program's name.
  ///   - arguments: Its arguments.
  ///   - environment: Variables that are added to, or replace, the usual ones.
  ///   - directory: Its working directory; without it, that of the tests.
  ///   - timeout: How long it may run.
  /// - Returns: Its output, exit code and duration.
  /// - Throws: `JobError`, when it cannot be started; a failing program is a result.
  public static func program(
    _ name: String, _ arguments: [String] = [], environment: [String: String] = [:],
    directory: URL? = nil, timeout: Duration = .seconds(60)
  ) throws -> JobResult {
    try run(
      [Products.path(ofProgram: name)] + arguments, environment: environment, directory: directory,
      timeout: timeout)
  }

  private static func run(
    _ command: [String], environment: [String: String], directory: URL?, timeout: Duration
  ) throws -> JobResult {
    try withTemporaryDirectory { folder in
      // Files, not pipes: any amount of output on both fits, and nobody waits for a reader.
      let output = try OutputFile(in: folder, named: "output")
      let error = try OutputFile(in: folder, named: "error")
      let process = Process()
      let limited = try limiter(seconds: wholeSeconds(timeout)) + command
      process.executableURL = URL(filePath: limited[0])
      process.arguments = Array(limited.dropFirst())
      process.environment = childEnvironment(from: ProcessInfo.processInfo.environment)
        .merging(environment) { _, new in new }
      process.currentDirectoryURL = directory ?? process.currentDirectoryURL
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = output.handle
      process.standardError = error.handle
      let clock = ContinuousClock()
      let start = clock.now
      try Processes.withoutBlockedSignals { try process.run() }
      process.waitUntilExit()
      let duration = clock.now - start
      let signalled = process.terminationReason == .uncaughtSignal
      return JobResult(
        standardOutput: try output.text(), standardError: try error.text(),
        exitCode: process.terminationStatus + (signalled ? 128 : 0), duration: duration)
    }
  }

  /// The words in front of a command that end it in time.
  private static func limiter(seconds: Int) throws -> [String] {
    if let timeout = try? Products.path(ofProgram: "timeout") {
      return [timeout, "-k", "5", "\(seconds)"]
    }
    // macOS has no `timeout`; an alarm survives the change of program.
    return [
      try Products.path(ofProgram: "perl"), "-e", "alarm shift; exec @ARGV", "\(seconds)",
    ]
  }

  private static func wholeSeconds(_ duration: Duration) -> Int {
    let parts = duration.components
    return max(1, Int(parts.seconds) + (parts.attoseconds > 0 ? 1 : 0))
  }
}

/// A file that a program writes and its test reads.
private struct OutputFile {
  let url: URL
  let handle: FileHandle

  init(in folder: URL, named name: String) throws {
    url = folder.appending(path: name)
    try Data().write(to: url)
    handle = try FileHandle(forWritingTo: url)
  }

  func text() throws -> String {
    try handle.close()
    return String(decoding: try Data(contentsOf: url), as: UTF8.self)
  }
}
