/// Keeps a backup of the run in a folder, and goes on from the backup that it finds there.
///
/// It is the run's checkpoint folder with one checkpoint kept, so that more than Keras's epoch is
/// restored: weights, optimizer, callbacks and the position in the epoch. Not to be combined with
/// `TrainingOptions.checkpoints`, which keeps what this removes. Source: Keras 3,
/// `BackupAndRestore`.
public final class BackupAndRestore: BuiltInCallback {
  /// The folder of the backup.
  package let directory: String
  /// The steps between two backups; nil for the ends of epochs.
  package let saveFrequency: Int?
  /// Whether the backup is removed once the training is done.
  package let deletesCheckpoint: Bool

  /// A backup in a folder.
  public init(_ directory: String, saveFrequency: Int? = nil, deleteCheckpoint: Bool = true) {
    self.directory = directory
    self.saveFrequency = saveFrequency
    deletesCheckpoint = deleteCheckpoint
  }
}
