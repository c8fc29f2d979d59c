import Foundation

extension ChildProcess {
  /// Runs a program that prints little, with empty standard input.
  ///
  /// - Parameters:
  ///   - command: The program, and its arguments.
  ///   - environment: The complete environment.
  ///   - limit: How long it may take; then it is killed.
  /// - Returns: Its exit code, and what it has printed on standard output and error, at most as
  ///   much as a pipe holds; nil where it has not ended in time.
  /// - Throws: `LaunchError.missingProgram` or `notStarted`.
  package static func shortOutput(
    of command: [String], environment: [String: String], within limit: Duration
  ) throws(LaunchError) -> (exitCode: Int32, output: String)? {
    let ends = try PipeEnds(for: command[0])
    defer { close(ends.reading) }
    let child: ChildProcess
    do {
      defer { close(ends.writing) }
      child = try ChildProcess(
        command, environment: environment, descriptors: (nil, ends.writing, ends.writing))
    }
    let end = ContinuousClock.now + limit
    while child.exitCode == nil {
      guard ContinuousClock.now < end else {
        child.end()
        return nil
      }
      usleep(5_000)
    }
    // A process of its own may hold the pipe: what has been written is read, without waiting.
    _ = fcntl(ends.reading, F_SETFL, O_NONBLOCK)
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe read(ends.reading, buffer.baseAddress, buffer.count)
    }
    return (child.wait(), String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self))
  }
}
