import FileFormats
import Foundation
import Lockstep
import TestSupport

@testable import Training

/// A run with checkpoints beside a digest log: 34 samples, five steps an epoch.
struct LoggedRun {
  let folder: String
  let log: String

  /// Calls `body` with the names of a run that is not there yet, in a folder of its own.
  static func with<Value>(_ body: (LoggedRun) throws -> Value) throws -> Value {
    try withTemporaryDirectory { url in
      try body(LoggedRun(folder: url.path + "/run", log: url.path + "/digests"))
    }
  }

  /// Trains, with the digests of gradients in the log, and options that a test changes.
  func train(
    epochs: Int, callbacks: [any Callback] = [], _ change: (inout RunOptions) throws -> Void
  ) throws {
    var options = RunOptions(checkpoints: CheckpointOptions(folder))
    options.digestLog = log
    options.digestsGradients = true
    try change(&options)
    try LayeredProblem.model().fit(
      SmallProblem.samples(34), SmallProblem.oneHot(34), epochs: epochs, batchSize: 8,
      verbose: .silent, callbacks: callbacks, options: options)
  }

  /// Computes steps again; all of them by default.
  func audit(_ steps: [Int]? = nil) throws -> RunAudit {
    let saved = try SavedDigests(log)
    return try RunAudit(steps ?? saved.steps, of: folder, log: saved) { _ in
      try SmallProblem.data(34)
    }
  }

  func checkpoint(_ name: String) -> String { "\(folder)/step-000000\(name).safetensors" }
}
