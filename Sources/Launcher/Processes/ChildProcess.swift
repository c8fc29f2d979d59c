import CProcess
import Foundation

/// A child process, usually in its own process group; on Linux the system kills it when this
/// process ends.
package final class ChildProcess {
  /// The process ID.
  package let number: Int32
  private let sharesGroup: Bool
  private var knownExitCode: Int32?

  /// Starts a program from the calling thread, which must exist as long as this process.
  ///
  /// - Parameters:
  ///   - command: The program, by its path or its name on the `PATH`, and its arguments.
  ///   - environment: The complete environment.
  ///   - descriptors: Standard input, output and error; nil for `/dev/null`.
  ///   - sharesGroup: Whether it stays in this process's group, as it must to read from the
  ///     terminal.
  /// - Throws: `LaunchError.missingProgram` or `notStarted`.
  package init(
    _ command: [String], environment: [String: String], descriptors: (Int32?, Int32?, Int32?),
    sharesGroup: Bool = false
  ) throws(LaunchError) {
    guard let path = Self.location(of: command[0], environment) else {
      throw LaunchError.missingProgram(command[0])
    }
    let null = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    let (input, output, error) = descriptors
    var number: Int32 = 0
    let code = unsafe Self.withCStrings(command) { arguments in
      let assignments = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      return unsafe Self.withCStrings(assignments) { variables in
        unsafe cprocess_spawn(
          path, arguments, variables, [input ?? null, output ?? null, error ?? null],
          !sharesGroup, true, &number)
      }
    }
    guard code == 0 else {
      throw LaunchError.notStarted(command[0], reason: unsafe String(cString: strerror(code)))
    }
    self.number = number
    self.sharesGroup = sharesGroup
  }

  /// The exit code, or 128 plus the number of the signal that ended it; nil while it runs.
  package var exitCode: Int32? {
    if knownExitCode == nil { ask(WNOHANG) }
    return knownExitCode
  }

  private func ask(_ options: Int32) {
    var status: Int32 = 0
    guard unsafe waitpid(number, &status, options) == number else { return }
    let signal = status & 0x7f
    knownExitCode = signal == 0 ? status >> 8 & 0xff : 128 + signal
  }

  /// Sends a signal, unless the process has ended.
  package func send(_ signal: Int32) {
    if exitCode == nil { kill(number, signal) }
  }

  /// Kills it, or its whole process group where that is its own, and waits for its end.
  package func end() {
    guard exitCode == nil else { return }
    if !sharesGroup { kill(-number, SIGKILL) }
    kill(number, SIGKILL)
    wait()
  }

  /// Waits for the end of the process.
  ///
  /// - Returns: The exit code.
  @discardableResult
  package func wait() -> Int32 {
    while exitCode == nil { ask(0) }
    return exitCode ?? 1
  }

  /// Runs a program to its end, with empty standard input.
  ///
  /// - Returns: The exit code and the standard output.
  /// - Throws: `LaunchError.missingProgram` or `notStarted`.
  package static func output(
    of command: [String], environment: [String: String]
  ) throws(LaunchError) -> (exitCode: Int32, output: [UInt8]) {
    let ends = try PipeEnds(for: command[0])
    let child: ChildProcess
    do {
      defer { close(ends.writing) }
      child = try ChildProcess(
        command, environment: environment, descriptors: (nil, ends.writing, 2))
    }
    let reader = FileHandle(fileDescriptor: ends.reading, closeOnDealloc: true)
    let output = reader.readDataToEndOfFile()
    return (child.wait(), Array(output))
  }

  /// Returns the path of a program, found like in a shell; nil if it does not exist.
  package static func location(of name: String, _ environment: [String: String]) -> String? {
    func isProgram(_ path: String) -> Bool {
      var isFolder: ObjCBool = false
      let isThere = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      return isThere && !isFolder.boolValue && FileManager.default.isExecutableFile(atPath: path)
    }
    if name.contains("/") { return isProgram(name) ? name : nil }
    return (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin")
      .split(separator: ":", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? name : "\($0)/\(name)" }.first(where: isProgram)
  }

  private static func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var pointers = unsafe strings.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe body(pointers)
  }
}
