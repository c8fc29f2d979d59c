import ArgumentParser
import FileFormats
import Foundation
import Logging
import Parallel
import Training

/// The program: parses the command line, then runs solo or on every rank.
@main
enum Main {
  static func main() {
    OpenStreams.note()
    StandardStream.prepare()
    ErrorLine.setLabel("lockstep")
    LoggingSystem.bootstrap { _ in CommandLogHandler() }
    let command = parsed()
    if ProcessGroup.launchedRank == 0 {
      for warning in RepeatedOptions.warnings(Array(CommandLine.arguments.dropFirst())) {
        standardError("lockstep: warning: \(warning)")
      }
    }
    run(command)
    endWithoutOutput()
  }

  private static func run(_ command: any ParsableCommand) {
    do {
      guard let command = command as? any GroupCommand else {
        var command = command
        return try command.run()
      }
      guard command.usesRanks else {
        // The other ranks have nothing to add, and MPI, which starts once in a rank's place, is
        // left to the program that needs it.
        guard ProcessGroup.launchedRank == 0 else { return }
        try ProcessGroup.prepareProcessor()
        return try command.run(in: .selfOnly)
      }
      try command.prepare()
      var ending: ArgumentParser.ExitCode?
      ProcessGroup.run(try command.watchOptions(), reporting: ErrorReport.init(ofCommand:)) {
        group in
        group.restingActivity = .preparing
        do {
          try command.run(in: group)
        } catch let code as ArgumentParser.ExitCode {
          // A verdict, not an error: the job ends as usual, and then with this code.
          ending = code
        }
      }
      if let ending { throw ending }
    } catch let error where LockstepCommand.exitCode(for: error) == .success {
      end(with: error)
    } catch let code as ArgumentParser.ExitCode {
      endWithoutOutput()
      exit(code.rawValue)
    } catch {
      ProcessGroup.exitSolo(ErrorReport(ofCommand: error), rank: ProcessGroup.launchedRank)
    }
  }

  private static func parsed() -> any ParsableCommand {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      return try LockstepCommand.parseAsRoot(
        NegativeNumbers.joined(TrainConfiguration.expanded(arguments)))
    } catch let error where error is FileError || error is JSONFileError {
      ProcessGroup.exitSolo(ErrorReport(ofCommand: error), rank: ProcessGroup.launchedRank)
    } catch {
      end(with: error)
    }
  }

  /// Ends the process after a failed parse, or after help and version were asked for.
  private static func end(with error: any Error) -> Never {
    let rank = ProcessGroup.launchedRank
    guard LockstepCommand.exitCode(for: error) != .success else {
      if rank == 0 { print(LockstepCommand.fullMessage(for: error)) }
      endWithoutOutput()
      exit(ExitCode.done)
    }
    let message = LockstepCommand.message(for: error)
      .split(separator: "\n").joined(separator: " ").onOneLine(limit: 2_000)
    ProcessGroup.exitSolo(
      ErrorReport(message: "\(message) (see lockstep --help)", exitCode: ExitCode.usage),
      rank: rank)
  }

  /// Ends the process with an error where what was printed has not arrived; a reader that has gone
  /// has read all that it wanted.
  private static func endWithoutOutput() {
    guard let code = StandardStream.outputFailure, code != EPIPE else { return }
    let error = FileError(path: "standard output", operation: .write, code: code)
    ProcessGroup.exitSolo(ErrorReport(describing: error), rank: 0)
  }
}

/// Prints on standard output at once, in the locale's characters.
///
/// In place of the standard library's `print`, which says nothing of an output that is full.
/// What could control a terminal, in a path or a name out of a file, is replaced.
func print(_ text: String, terminator: String = "\n") { standardOutput(text, terminator) }

/// Writes on standard output at once, in the locale's characters, as `print` does.
func standardOutput(_ text: String, _ terminator: String = "\n") {
  Terminal.standardOutput.write(text.withHarmlessLines() + terminator)
}

/// Writes a line on standard error, without what could control a terminal.
func standardError(_ line: String) {
  StandardStream.writeError(line.onOneLine(limit: .max) + "\n")
}

/// A subcommand that may run on several ranks.
protocol GroupCommand: ParsableCommand {
  /// Whether it runs on every rank, rather than on rank 0 alone and without MPI.
  var usesRanks: Bool { get }

  /// Gets this process ready, before MPI starts.
  func prepare() throws

  /// How its ranks are watched.
  func watchOptions() throws -> WatchOptions

  /// Does the work; an error ends the job.
  func run(in group: ProcessGroup) throws
}

extension GroupCommand {
  var usesRanks: Bool { true }
  func prepare() throws {}
  func watchOptions() throws -> WatchOptions { WatchOptions() }
}

extension TrainCommand { var usesRanks: Bool { !printConfig } }
extension EvaluateCommand { var usesRanks: Bool { false } }
extension SummaryCommand { var usesRanks: Bool { false } }
extension CheckGradientsCommand { var usesRanks: Bool { false } }
extension PredictCommand { var usesRanks: Bool { false } }
extension ExportCommand { var usesRanks: Bool { false } }
extension InspectCommand { var usesRanks: Bool { false } }
extension CompareCommand { var usesRanks: Bool { false } }
extension ReplayCommand { var usesRanks: Bool { false } }
extension AuditCommand { var usesRanks: Bool { false } }

/// The command's root.
struct LockstepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lockstep",
    abstract: "Trains neural networks on many processes, with the same bits on any number of them.",
    usage: """
      lockstep <subcommand> [options]
      mpirun -np 4 lockstep train [options]
      """,
    discussion: """
      Exit codes: 0 done, 64 an option is invalid, 65 data or a checkpoint are damaged or do not \
      fit, 66 data or a checkpoint are missing or may not be read, 70 something went wrong \
      inside, 71 the system has no more files or memory for this process, 73 a file or folder \
      cannot be created, 74 writing failed, 75 saved and unfinished, 76 the ranks disagree.
      """,
    version: VersionText.text,
    subcommands: [
      TrainCommand.self, EvaluateCommand.self, PredictCommand.self, ExportCommand.self,
      InspectCommand.self, SummaryCommand.self, CompareCommand.self, ReplayCommand.self,
      AuditCommand.self, CheckGradientsCommand.self, DoctorCommand.self, LaunchCommand.self,
      DebugCommand.self, BenchCommand.self,
    ])
}
