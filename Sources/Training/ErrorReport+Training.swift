import Datasets
import Engine
import FileFormats
import Kernels
public import Parallel

/// The exit codes of the command, from `sysexits.h` where applicable.
package enum ExitCode {
  /// Success.
  package static let done: Int32 = 0
  /// An invalid option or value.
  package static let usage: Int32 = 64
  /// Data or a checkpoint are damaged or incompatible.
  package static let badData: Int32 = 65
  /// Data or a checkpoint do not exist, or may not be read.
  package static let missingInput: Int32 = 66
  /// An internal error.
  package static let failure: Int32 = 70
  /// The system has no more files, memory or threads for this process.
  package static let lacking: Int32 = 71
  /// A file or folder was not created.
  package static let cannotCreate: Int32 = 73
  /// A write failed.
  package static let cannotWrite: Int32 = 74
  /// The run was saved before its end.
  package static let unfinished: Int32 = 75
  /// The ranks disagree.
  package static let disagreement: Int32 = 76
}

extension ErrorReport {
  /// Creates the report of an error of this library.
  package init(describing error: any Error) {
    let exitCode: Int32 =
      switch error {
      case let error as FileError: error.exitCode
      case is MNISTError: ExitCode.missingInput
      case is IDXError, is DataFileError, is GzipError, is LabelError, is SamplesError,
        is SafetensorsError, is ValidationSplitError, is TrainTestSplitError,
        is JSONFileError, is ModelFileError:
        ExitCode.badData
      case is ModelError: ExitCode.usage
      case let error as CheckpointError: error.exitCode
      case is ComparisonError, is ReplayError: ExitCode.badData
      case let error as TrainingError: error.exitCode
      case let error as ParallelError: error.exitCode
      default: ProcessGroup.hasNoRoom(error) ? ExitCode.cannotWrite : ExitCode.failure
      }
    self.init(
      message: "\(error)".onOneLine(limit: 2_000), exitCode: exitCode,
      isEveryRanks: (error as? TrainingError)?.isEveryRanks ?? false)
  }
}

extension ProcessGroup {
  /// Runs a program solo, or on every rank that `mpirun` started.
  ///
  /// ```swift
  /// ProcessGroup.run { group in
  ///   let ((images, labels), _) = try MNIST.load(on: group)
  ///   group.print(labels[3])
  /// }
  /// ```
  /// An error that `body` throws ends the job: one rank writes one line on standard error, and all
  /// ranks end within seconds.
  public static func run(_ body: (ProcessGroup) throws -> Void) {
    run(reporting: ErrorReport.init(describing:), body)
  }
}

extension FileError {
  fileprivate var exitCode: Int32 {
    guard !isOutput else { return isCreation ? ExitCode.cannotCreate : ExitCode.cannotWrite }
    if isOfProcess { return ExitCode.lacking }
    return isMissing || isForbidden ? ExitCode.missingInput : ExitCode.badData
  }
}

extension CheckpointError {
  fileprivate var exitCode: Int32 {
    switch self {
    case .malformed, .otherFormat, .otherNumerics, .differs, .noneWhole, .beyond, .unreadable,
      .misnamed:
      ExitCode.badData
    case .occupied: ExitCode.usage
    case .locked, .unwritable: ExitCode.cannotCreate
    case .replaced: ExitCode.cannotWrite
    }
  }
}

extension TrainingError {
  /// Whether all ranks have the error.
  var isEveryRanks: Bool {
    switch self {
    case .notFinite, .sample, .corruption, .interrupted: true
    case .invalidValue, .count, .weightCount, .shape, .labels, .gradients: false
    }
  }

  fileprivate var exitCode: Int32 {
    switch self {
    case .invalidValue: ExitCode.usage
    case .count, .weightCount, .shape, .labels, .sample: ExitCode.badData
    case .gradients, .notFinite: ExitCode.failure
    case .interrupted: ExitCode.unfinished
    case .corruption: ExitCode.disagreement
    }
  }
}

extension ParallelError {
  fileprivate var exitCode: Int32 {
    switch self {
    case .leafCount, .worldSize, .severalHosts, .unknownExchange, .foreignLauncher, .notInGroup,
      .noRank, .noVariables, .inCallback, .timeout, .waitingRanks, .kernels(.unknown):
      ExitCode.usage
    case .kernels(.missing), .launch, .onWorkingRank: ExitCode.failure
    case .noThread: ExitCode.lacking
    case .disagreement, .differentCalls: ExitCode.disagreement
    }
  }
}
