import Foundation

/// A checkpoint's file, with the step from its name.
package struct Checkpoint: Equatable {
  /// The file.
  package let path: String
  /// The step after which it was written.
  package let step: Int

  /// Returns the checkpoint of the latest step in a folder; nil for a folder without one.
  package static func newest(in folder: String) -> Checkpoint? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.compactMap { name in
      guard let match = name.wholeMatch(of: /step-([0-9]+)\.safetensors/), let step = Int(match.1)
      else { return nil }
      return Checkpoint(path: "\(folder)/\(name)", step: step)
    }.max { $0.step < $1.step }
  }
}
