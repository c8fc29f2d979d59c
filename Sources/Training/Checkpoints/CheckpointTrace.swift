import Dispatch
import FileFormats
import Foundation

/// A file with a line for each stage of each checkpoint's write, for those who must prove when a
/// process was killed.
///
/// A line is a JSON object with `pid`, `stage`, `iterations`, `path` and `uptimeNanoseconds`, which
/// counts from the host's start. Lines are added behind what the file holds.
package struct CheckpointTrace: Sendable {
  /// The variable of the environment that names the file.
  package static let variable = "LOCKSTEP_TRACE"

  private let path: String

  /// A trace in a file, which is made with the first line.
  package init(_ path: String) { self.path = path }

  /// Writes a stage's line.
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
    // One call writes the line: several processes may share the file.
    try FileDescriptor(creating: path, .appending).write(Array((line.serialized() + "\n").utf8))
  }
}
