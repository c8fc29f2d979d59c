import FileFormats
import Foundation
import Kernels
import Lockstep
import Testing

@Suite("ErrorReport")
struct ErrorReportTrainingTests {
  /// Every error that a user can meet, and the exit code of the command.
  static let errors: [(error: any Error, exitCode: Int32)] = [
    (TrainingError.invalidValue(of: "x", expected: "y", found: "z"), 64),
    (FileError(path: "p", operation: .open, code: ENOENT), 66),
    (FileError(path: "p", operation: .open, code: EACCES), 66),
    (FileError(path: "p", operation: .open, code: EISDIR), 65),
    (TrainingError.count(samples: 1, labels: 2), 65),
    (TrainingError.shape(found: [1], expected: [2]), 65),
    (TrainingError.labels(loss: "x", expected: "y", found: "z", fitting: "w"), 65),
    (TrainingError.notFinite(what: "the loss", epoch: 1, iteration: 1), 70),
    (CheckpointError.malformed(path: "p", what: "w", expected: "e"), 65),
    (CheckpointError.otherFormat(path: "p", found: 3, known: 2), 65),
    (CheckpointError.otherNumerics(path: "p", found: 2, expected: 1), 65),
    (CheckpointError.differs(path: "p", setting: .seed, found: "f", expected: "e"), 65),
    (CheckpointError.noneWhole(directory: "d", reason: "r"), 65),
    (CheckpointError.occupied(directory: "d", newest: "n"), 64),
    (CheckpointError.locked(directory: "d"), 73),
    (CheckpointError.beyond(path: "p", epoch: 3, epochs: 2), 65),
    (CheckpointError.misnamed(path: "p", found: 1, expected: 2), 65),
    (CheckpointError.unreadable(reason: "r"), 65), (CheckpointError.replaced(directory: "d"), 74),
    (CheckpointError.unwritable(directory: "d", reason: "r"), 73),
    (ParallelError.leafCount(3), 64), (ParallelError.worldSize(9, leafCount: 8), 64),
    (ParallelError.severalHosts(2), 64), (ParallelError.unknownExchange("x"), 64),
    (ParallelError.foreignLauncher("x", taskCount: 2), 64),
    (ParallelError.noVariables(launcher: "mpirun"), 64),
    (ParallelError.noRank(rank: "5", worldSize: "2"), 64),
    (ParallelError.noThread(reason: "r"), 71),
    (ParallelError.launch(rank: 1, worldSize: 2, foundRank: 0, foundSize: 1), 70),
    (ParallelError.notInGroup(worldSize: 2), 64), (ParallelError.kernels(.unknown("v9")), 64),
    (ParallelError.kernels(.missing(.least, features: ["fma"])), 70),
    (ParallelError.disagreement(what: "w", rank: 1, found: "f", expected: "e"), 76),
    (ModelError.notCompiled, 64), (ModelError.empty, 64),
    (IDXError.truncated(path: "p", found: 1, expected: 2), 65),
    (LabelError.outOfRange(index: 0, found: 10, classCount: 10), 65),
    (SafetensorsError(.truncated, path: "p", part: "x", found: "f", expected: "e"), 65),
    (FileError(path: "p", operation: .open, code: ENOENT), 66),
    (FileError(path: "p", operation: .open, code: EACCES), 66),
    (FileError(path: "p", operation: .read, code: EIO), 65),
    (FileError(path: "p", operation: .open, code: EMFILE), 71),
    (FileError(path: "p", operation: .open, code: ENFILE), 71),
    (FileError(path: "p", operation: .read, code: ENOMEM), 71),
    (FileError(path: "p", operation: .create, code: EROFS), 73),
    (FileError(path: "p", operation: .create, code: EMFILE), 73),
    (FileError(path: "p", operation: .write, code: ENOSPC), 74),
    (FileError(path: "p", operation: .synchronize, code: EIO), 74),
    (FileError(path: "p", operation: .rename, code: EIO), 74),
    (CocoaError(.fileReadUnknown), 70),
  ]

  @Test("says an error on one line, with its own exit code", arguments: errors.indices)
  func exitCode(index: Int) {
    let (error, exitCode) = Self.errors[index]
    let report = ErrorReport(describing: error)
    #expect(report.exitCode == exitCode, "\(error)")
    #expect(report.message == "\(error)")
    #expect(!report.message.contains("\n") && !report.message.isEmpty, "\(error)")
  }

  /// Whatever a file says stands in errors: it neither drives a terminal nor fills it.
  @Test("prints harmlessly what comes out of files")
  func harmless() {
    let text = "\u{1B}]0;x\u{7}\nlockstep: error: false" + String(repeating: "x", count: 400_000)
    for error: any Error in [
      ModelError.duplicateName(text), TrainingError.notFinite(what: text, epoch: 1, iteration: 1),
      CheckpointError.differs(path: "p", setting: .model, found: text, expected: "e"),
      CheckpointError.malformed(path: "p", what: "w", expected: text),
    ] {
      let message = ErrorReport(describing: error).message
      #expect(!message.contains("\u{1B}") && !message.contains("\n"))
      #expect(message.count < 2_100, "\(message.count)")
    }
  }

  @Test("shows long settings from shortly before the first difference on")
  func difference() {
    let start = String(repeating: "a", count: 5_000)
    let error = CheckpointError.differs(
      path: "p", setting: .model, found: start + "left", expected: start + "right")
    let some = String(repeating: "a", count: 40)
    #expect(
      "\(error)".contains("model is ...\(some)left, this run's is ...\(some)right; give"),
      "\(error)")
  }
}
