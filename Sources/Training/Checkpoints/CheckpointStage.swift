package import FileFormats

/// How far a checkpoint's way to the disk has come, in order.
package enum CheckpointStage: String, CaseIterable, Sendable {
  /// The temporary file is there, and empty.
  case temporaryOpened
  /// The content is written; nothing is known to be on the disk.
  case written
  /// The content is on the disk, under its name.
  case renamed
  /// The name is on the disk too.
  case directorySynced
  /// The file was read back, and is whole.
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

/// Called on the writing thread at each stage that a checkpoint's write has reached.
///
/// What it throws ends the write as an error of the disk would.
package typealias CheckpointObserver =
  @Sendable (_ stage: CheckpointStage, _ path: String, _ iterations: Int) throws -> Void
