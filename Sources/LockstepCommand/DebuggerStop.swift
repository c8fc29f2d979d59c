import Engine
import FileFormats
import Foundation
import MPI
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
    guard Debugger.isAttached(to: OwnProcess.number) ?? true else {
      throw TrainingError.invalidValue(
        of: "--break", expected: "a debugger around this: gdb --args lockstep replay ...",
        found: "\(layer), without one")
    }
  }

  /// Stops, the debugger's user goes on.
  func stop() { raise(SIGTRAP) }
}
