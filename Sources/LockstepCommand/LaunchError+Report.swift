import FileFormats
import Launcher
import Parallel
import Training

extension LaunchError {
  /// The report of the error, with the options that help.
  var report: ErrorReport {
    ErrorReport(message: message.onOneLine(limit: 2_000), exitCode: exitCode)
  }

  private var message: String {
    switch self {
    case .hostList: "--host: \(self)"
    case .ranks: "\(self), or say --oversubscribe"
    default: "\(self)"
    }
  }

  private var exitCode: Int32 {
    switch self {
    case .hostList, .ranks: ExitCode.usage
    case .unreadableHostFile, .hostFile, .emptyHostFile, .missingProgram: ExitCode.missingInput
    case .missingMPIRun, .foreignMPIRun: 69
    case .openFiles: ExitCode.lacking
    case .notStarted: ExitCode.failure
    }
  }
}
