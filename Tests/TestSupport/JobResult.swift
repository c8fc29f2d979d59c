/// What a finished program left behind.
public struct JobResult: Sendable {
  /// Everything that it wrote to standard output.
  public let standardOutput: String

  /// Everything that it wrote to standard error.
  public let standardError: String

  /// Its exit code; 128 plus the signal when a signal ended it, 124 after the time limit (110
  /// from `mpirun`).
  public let exitCode: Int32

  /// How long it ran.
  public let duration: Duration
}

extension JobResult: CustomStringConvertible {
  /// What a failed expectation should show: the exit code and the ends of both outputs.
  public var description: String {
    "exit code \(exitCode) after \(duration)\n--- standard output\n\(end(of: standardOutput))\n"
      + "--- standard error\n\(end(of: standardError))"
  }

  private func end(of text: String) -> String {
    let limit = 4000
    return text.count <= limit ? text : "[...]" + text.suffix(limit)
  }
}
