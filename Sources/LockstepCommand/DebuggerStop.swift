import Engine
import FileFormats
import Foundation
import Training

/// A stop of this process in its debugger, just before a layer computes.
struct DebuggerStop {
  /// The layer's name.
  let layer: String

  /// Checks that a model has the layer, and that a debugger is attached where the system tells.
  ///
  /// - Throws: `TrainingError.invalidValue` naming `--break`.
  func check(among layers: [String]) throws {
    guard layers.contains(layer) else {
      throw TrainingError.invalidValue(
        of: "--break", expected: Suggestion.list(layers, insteadOf: layer), found: layer)
    }
    guard Self.isTraced ?? true else {
      throw TrainingError.invalidValue(
        of: "--break", expected: "a debugger around this: gdb --args lockstep replay ...",
        found: "\(layer), without one")
    }
  }

  /// Stops, the debugger's user goes on.
  func stop() { raise(SIGTRAP) }

  /// Whether a debugger is attached; nil where the system does not tell.
  private static var isTraced: Bool? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("TracerPid:") })
    else { return nil }
    return line.split(whereSeparator: \.isWhitespace).last != "0"
  }
}
