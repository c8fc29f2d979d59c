/// A callback that keeps a backup of the run in a folder, and resumes from an existing backup.
///
/// It is a checkpoint folder that keeps one checkpoint, so that more is restored than in Keras:
/// weights, optimizer, callbacks and the position in the epoch. It excludes
/// `RunOptions.checkpoints`. Source: Keras 3, `BackupAndRestore`.
public final class BackupAndRestore: BuiltInCallback {
  /// The folder of the backup.
  package let directory: String
  /// The number of steps between backups; nil for the ends of epochs.
  package let saveFrequency: Int?
  /// Whether the backup is removed when the training is complete.
  package let deletesCheckpoint: Bool

  /// Creates a backup in a folder.
  public init(_ directory: String, saveFrequency: Int? = nil, deleteCheckpoint: Bool = true) {
    self.directory = directory
    self.saveFrequency = saveFrequency
    deletesCheckpoint = deleteCheckpoint
  }

  package func checkArguments() throws(TrainingError) {
    try check("directory", isText: directory)
    try check("saveFrequency", saveFrequency, atLeast: 1)
  }
}
