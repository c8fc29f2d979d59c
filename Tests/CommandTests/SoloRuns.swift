import Foundation
import Synchronization
import Testing

/// What decides a run's bits; the rest of the command line does not.
struct RunSettings: Hashable, Sendable {
  var sampleCount: Int
  var batchSize: Int
  var epochs: Int
  var further: [String] = []

  /// The options of `lockstep train`.
  var arguments: [String] {
    ["--batch-size", "\(batchSize)", "--epochs", "\(epochs)"] + further
  }
}

/// The checkpoints of runs without mpirun, each made once for all worlds that are held against it.
enum SoloRuns {
  private static let made = Mutex<[RunSettings: [String: Data]]>([:])

  static func checkpoints(of settings: RunSettings) throws -> [String: Data] {
    try made.withLock { made in
      if let known = made[settings] { return known }
      let new = try TrainingFolder.with(sampleCount: settings.sampleCount) { folder in
        try folder.train(settings.arguments)
        return try folder.checkpoints()
      }
      made[settings] = new
      return new
    }
  }
}
