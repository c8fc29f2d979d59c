import CProcess
import Foundation

/// A program that this one has started, in a process group of its own; where the system can do so
/// (Linux), it is ended when this one ends, however that is.
package final class ChildProcess {
  /// Its number.
  package let number: Int32
  private var knownExitCode: Int32?

  /// Starts a program on the calling thread, which must live as long as this process.
  ///
  /// - Parameters:
  ///   - words: The program, by its path or a name that is on the `PATH`, and its arguments.
  ///   - environment: All its variables.
  ///   - descriptors: Its standard input, output and error; nil is `/dev/null`.
  /// - Throws: `LaunchError.missingProgram` or `notStarted`.
  package init(
    _ words: [String], environment: [String: String], descriptors: (Int32?, Int32?, Int32?)
  ) throws(LaunchError) {
    guard let path = Self.location(of: words[0], environment) else {
      throw LaunchError.missingProgram(words[0])
    }
    let null = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    let (input, output, error) = descriptors
    var number: Int32 = 0
    let code = unsafe Self.withCStrings(words) { arguments in
      let assignments = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      return unsafe Self.withCStrings(assignments) { variables in
        unsafe cprocess_spawn(
          path, arguments, variables, [input ?? null, output ?? null, error ?? null], true,
          &number)
      }
    }
    guard code == 0 else {
      throw LaunchError.notStarted(words[0], reason: unsafe String(cString: strerror(code)))
    }
    self.number = number
  }

  /// The exit code, 128 plus the signal that ended it; nil while it runs.
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

  /// Sends it a signal, unless it has ended.
  package func send(_ signal: Int32) {
    if exitCode == nil { kill(number, signal) }
  }

  /// Ends it and all of its process group, and waits for its end.
  package func end() {
    guard exitCode == nil else { return }
    kill(-number, SIGKILL)
    kill(number, SIGKILL)
    wait()
  }

  /// Waits for its end.
  ///
  /// - Returns: The exit code.
  @discardableResult
  package func wait() -> Int32 {
    while exitCode == nil { ask(0) }
    return exitCode ?? 1
  }

  /// Runs a program to its end, with nothing on its standard input.
  ///
  /// - Returns: Its exit code, and what it has written to standard output.
  /// - Throws: `LaunchError.missingProgram` or `notStarted`.
  package static func output(
    of words: [String], environment: [String: String]
  ) throws(LaunchError) -> (exitCode: Int32, output: [UInt8]) {
    let ends = try PipeEnds(for: words[0])
    let child: ChildProcess
    do {
      defer { close(ends.writing) }
      child = try ChildProcess(
        words, environment: environment, descriptors: (nil, ends.writing, 2))
    }
    let reader = FileHandle(fileDescriptor: ends.reading, closeOnDealloc: true)
    let output = reader.readDataToEndOfFile()
    return (child.wait(), Array(output))
  }

  /// The path of a program, as a shell finds it; nil where it is not there.
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
