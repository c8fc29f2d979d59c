import FileFormats

/// Why steps of a saved run cannot be computed again.
package enum ReplayError: Error, Equatable, CustomStringConvertible {
  /// A folder has no checkpoint.
  case noCheckpoint(directory: String)
  /// The checkpoint is of a later step, and the run did not begin with a new model.
  case noneBefore(path: String, step: Int, found: Int)
  /// The run had ended before the step.
  case ended(path: String, step: Int, last: Int)
  /// Callbacks change the learning rate between two epochs, which the computation goes through.
  case decisions(path: String, step: Int, callbacks: String)
  /// Callbacks may have changed the learning rate at any step.
  case callbacks(path: String, step: Int, callbacks: String)
  /// A callback has put back earlier weights after a step that lies between.
  case restored(path: String, step: Int, last: Int)
  /// A step is not finite.
  case notFinite(path: String, what: String, step: Int)
  /// The data are not those of the run.
  case otherData(path: String, found: String, expected: String)
  /// The first weights are not those of the run; nil for a model's own.
  case otherWeights(path: String, found: String?, expected: String?)
  /// A digest log does not have the step.
  case notLogged(path: String, step: Int, found: ClosedRange<Int>?)
  /// The run was made with other settings than the log.
  case otherSettings(path: String, setting: String, found: String, expected: String)
  /// A digest log is of sums that depend on the number of ranks.
  case sumsOfMPI(path: String)

  /// One line: file, what was found, what was expected.
  package var description: String {
    switch self {
    case .noCheckpoint(let directory):
      "\(directory.onOneLine(limit: .max)): found no checkpoint; expected a run's folder"
    case .noneBefore(let path, let step, let found):
      "\(path.onOneLine(limit: .max)): found step \(found) of a model that was trained before; "
        + "expected a checkpoint before step \(step)"
    case .ended(let path, let step, let last):
      "\(path.onOneLine(limit: .max)): a callback ended the run at step \(last); expected a step "
        + "up to that, found \(step)"
    case .decisions(let path, let step, let callbacks):
      "\(path.onOneLine(limit: .max)): found callbacks (\(callbacks.onOneLine())) that decide "
        + "between epochs before step \(step); expected a checkpoint of the step's own epoch, "
        + "with LearningRateScheduler one after the epoch's first step"
    case .callbacks(let path, let step, let callbacks):
      "\(path.onOneLine(limit: .max)): found callbacks (\(callbacks.onOneLine())) that may set the "
        + "learning rate at any step before step \(step); expected none but EarlyStopping, "
        + "LearningRateScheduler, ModelCheckpoint and ReduceLROnPlateau"
    case .restored(let path, let step, let last):
      "\(path.onOneLine(limit: .max)): found weights that a callback has put back after step "
        + "\(last), before step \(step); expected a checkpoint that was written after that"
    case .notFinite(let path, let what, let step):
      "\(path.onOneLine(limit: .max)): \(what.onOneLine()) is not finite at step \(step); skip it "
        + "where the run has skipped it"
    case .otherData(let path, let found, let expected):
      "\(path.onOneLine(limit: .max)): the run's training data are \(expected.onOneLine()), found "
        + "\(found.onOneLine()); give the run's data, split as the run has split them"
    case .otherWeights(let path, let found, let expected):
      "\(path.onOneLine(limit: .max)): the run began with \(Self.weights(expected)), found "
        + "\(Self.weights(found)); give the file of the run's first weights, or the .keras file that "
        + "it trained"
    case .notLogged(let path, let step, let found):
      "\(path.onOneLine(limit: .max)): found "
        + (found.map { "steps \($0.lowerBound) to \($0.upperBound)" } ?? "no step")
        + "; expected step \(step)"
    case .otherSettings(let path, let setting, let found, let expected):
      "\(path.onOneLine(limit: .max)): \(setting) is \(found.onOneLine()); expected "
        + "\(expected.onOneLine()), as in the checkpoint"
    case .sumsOfMPI(let path):
      "\(path.onOneLine(limit: .max)): found digests of the exchange mpi, whose sums depend on the "
        + "ranks; expected another exchange, whose steps can be computed again alone"
    }
  }

  private static func weights(_ checksum: String?) -> String {
    checksum.map { "the weights of a file, CRC-32 \($0.onOneLine(limit: 20))" }
      ?? "those of its seed"
  }
}
