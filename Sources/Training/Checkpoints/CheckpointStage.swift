package import FileFormats

/// The stages of writing a checkpoint to disk, in order.
package enum CheckpointStage: String, CaseIterable, Sendable {
  /// The temporary file exists and is empty.
  case temporaryOpened
  /// The content is written, but not synced to disk.
  case written
  /// The content is synced to disk and renamed to its final name.
  case renamed
  /// The directory entry is also synced to disk.
  case directorySynced
  /// The file was read back and is complete.
  case verified

  package init(_ stage: AtomicFile.Stage) {
    self =
      switch stage {
      case .temporaryOpened: .temporaryOpened
      case .written: .written
      case .renamed: .renamed
      case .directorySynced: .directorySynced
      }
  }
}

/// A callback on the writing thread after each stage of a checkpoint's write.
///
/// An error that it throws ends the write like a disk error.
package typealias CheckpointObserver =
  @Sendable (_ stage: CheckpointStage, _ path: String, _ iterations: Int) throws -> Void
