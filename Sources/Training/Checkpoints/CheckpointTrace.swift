import Dispatch
import FileFormats
import Foundation

/// A trace file with a line for each stage of each checkpoint's write, for tests that kill
/// processes.
///
/// A line is a JSON object with `pid`, `stage`, `iterations`, `path` and `uptimeNanoseconds`, which
/// counts from the host's start. Lines are appended to the file.
package struct CheckpointTrace: Sendable {
  /// The environment variable that names the file.
  package static let variable = "LOCKSTEP_TRACE"

  private let path: String

  /// Creates a trace in a file, which is created with the first line.
  package init(_ path: String) { self.path = path }

  /// Writes the line of a stage.
  ///
  /// - Throws: `FileError`.
  package func callAsFunction(
    _ stage: CheckpointStage, _ file: String, _ iterations: Int
  ) throws {
    let line: JSON = [
      "pid": .integer(Int(ProcessInfo.processInfo.processIdentifier)),
      "stage": .string(stage.rawValue), "iterations": .integer(iterations), "path": .string(file),
      "uptimeNanoseconds": .integer(Int(DispatchTime.now().uptimeNanoseconds)),
    ]
    // A single call writes the line, because several processes may share the file.
    try FileDescriptor(creating: path, .appending).write(Array((line.serialized() + "\n").utf8))
  }
}
