import Engine
import FileFormats
import Foundation
import Layers
import Parallel

extension RunOptions {
  /// Returns the options merged with those of a `BackupAndRestore` callback.
  ///
  /// - Throws: `TrainingError.invalidValue` when both are given, or several such callbacks.
  func merging(_ callbacks: [any Callback]) throws(TrainingError) -> RunOptions {
    let backups = callbacks.compactMap { $0 as? BackupAndRestore }
    guard let backup = backups.first else { return self }
    guard backups.count == 1 else {
      throw .invalidValue(
        of: "the number of BackupAndRestore callbacks", expected: "one, as a run has one folder",
        found: "\(backups.count)")
    }
    guard checkpoints == nil else {
      throw .invalidValue(
        of: "BackupAndRestore", expected: "no RunOptions.checkpoints beside it", found: "both")
    }
    var options = self
    var checkpoints = CheckpointOptions(
      backup.directory, resume: .ifPresent, interval: backup.saveFrequency.map { .steps($0) },
      keep: 1)
    checkpoints.removesWhenDone = backup.deletesCheckpoint
    options.checkpoints = checkpoints
    return options
  }

  /// - Throws: `TrainingError.invalidValue` naming the first option that is invalid.
  func check() throws(TrainingError) {
    func atLeastOne(_ value: Int?, _ name: String) throws(TrainingError) {
      guard let value, value < 1 else { return }
      throw .invalidValue(of: name, expected: "at least 1", found: "\(value)")
    }
    try atLeastOne(checkpoints?.keep, "CheckpointOptions.keep")
    try atLeastOne(logInterval, "RunOptions.logInterval")
    switch checkpoints?.interval {
    case .steps(let count): try atLeastOne(count, "CheckpointOptions.interval")
    case .time(let duration) where duration <= .zero:
      throw .invalidValue(
        of: "CheckpointOptions.interval", expected: "a time above 0", found: "\(duration)")
    case .time, nil: break
    }
    if let directory = checkpoints?.directory, directory.isEmpty {
      throw .invalidValue(
        of: "CheckpointOptions.directory", expected: "a folder's path", found: "an empty text")
    }
    for (name, path) in [
      ("log", log), ("report", report), ("tensorBoard", tensorBoard),
    ] {
      guard let path, path.isEmpty else { continue }
      throw .invalidValue(
        of: "RunOptions.\(name)", expected: "a \(name == "tensorBoard" ? "folder" : "file")'s path",
        found: "an empty text")
    }
    if histogramFreq < 0 {
      throw .invalidValue(
        of: "RunOptions.histogramFreq", expected: "a number from 0 up", found: "\(histogramFreq)")
    }
    if let traceSteps, traceSteps.lowerBound < 1 {
      throw .invalidValue(
        of: "RunOptions.traceSteps", expected: "steps from 1 up",
        found: "\(traceSteps.lowerBound) to \(traceSteps.upperBound)")
    }
    if traceSteps != nil, trace == nil {
      throw .invalidValue(
        of: "RunOptions.traceSteps", expected: "no steps without a file for the trace",
        found: "steps alone")
    }
    if digestLog == nil, digestsGradients || digestsRanks {
      throw .invalidValue(
        of: "RunOptions.\(digestsGradients ? "digestsGradients" : "digestsRanks")",
        expected: "false without a file for the digest log", found: "true")
    }
    if let timeout, timeout < .zero {
      throw .invalidValue(
        of: "RunOptions.timeout", expected: "a time from 0 up; 0 for no limit", found: "\(timeout)")
    }
  }
}

extension CheckpointOptions {
  /// The settings beside the folder, on which ranks must agree.
  var settings: String {
    let interval =
      switch interval {
      case .steps(let count): "every \(count) steps"
      case .time(let duration): "every \(duration)"
      case nil: "every epoch"
      }
    return "resume \(resume), \(interval), keep \(keep.map { "\($0)" } ?? "all"), "
      + "monitor \(monitor ?? "none"), mode \(mode)\(removesWhenDone ? ", removed when done" : "")"
      + (isNew ? ", in a new folder" : "")
  }

  /// Opens and locks the folder.
  ///
  /// - Throws: `CheckpointError.occupied` when it contains checkpoints from which this run does not
  ///   resume; `FileError`, `CheckpointError.locked` or `.unwritable`.
  func open() throws -> CheckpointDirectory {
    var path = directory
    var number = 2
    // Two runs may begin in one second: the folder is whose makes it.
    while isNew, try !Directory.createNew(path) {
      path = "\(directory)-\(number)"
      number += 1
    }
    let folder = try CheckpointDirectory(path)
    if resume == .never, let newest = try folder.resumable().first {
      throw CheckpointError.occupied(
        directory: directory, newest: (newest as NSString).lastPathComponent)
    }
    return folder
  }
}
