import ArgumentParser
import Foundation
import Logging
import Parallel
import Training

/// The program: parses the command line, then runs alone or on every rank.
@main
enum Main {
  static func main() {
    LoggingSystem.bootstrap { _ in CommandLogHandler() }
    var command = parsed()
    if let command = command as? any GroupCommand {
      ProcessGroup.run(reporting: ErrorReport.init(ofCommand:)) { group in
        group.restingActivity = .preparing
        try command.run(in: group)
      }
      return
    }
    do {
      try command.run()
    } catch let error where LockstepCommand.exitCode(for: error) == .success {
      end(with: error)
    } catch {
      ProcessGroup.exitSolo(ErrorReport(ofCommand: error), rank: ProcessGroup.launchedRank)
    }
  }

  private static func parsed() -> any ParsableCommand {
    do {
      return try LockstepCommand.parseAsRoot()
    } catch {
      end(with: error)
    }
  }

  /// Ends the process after a failed parse, or after help and version were asked for.
  private static func end(with error: any Error) -> Never {
    let rank = ProcessGroup.launchedRank
    guard LockstepCommand.exitCode(for: error) != .success else {
      if rank == 0 { print(LockstepCommand.fullMessage(for: error)) }
      exit(ExitCode.done)
    }
    let message = LockstepCommand.message(for: error)
      .split(separator: "\n").joined(separator: " ")
    ProcessGroup.exitSolo(
      ErrorReport(message: "\(message) (see lockstep --help)", exitCode: ExitCode.usage),
      rank: rank)
  }
}

/// Writes a line on standard error.
func standardError(_ line: String) {
  // Where nobody can read it, the line is not worth an end of the program.
  try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
}

/// A subcommand that runs on every rank.
protocol GroupCommand: ParsableCommand {
  /// Does the work; an error ends the job.
  func run(in group: ProcessGroup) throws
}

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
      Exit codes: 0 done, 64 an option cannot be, 65 data or a checkpoint are damaged or do not \
      fit, 66 data or a checkpoint are missing, 70 something went wrong inside, 73 a file or \
      folder cannot be made, 74 writing failed, 75 saved and unfinished, 76 the ranks disagree.
      """,
    version: VersionText.text,
    subcommands: [
      TrainCommand.self, EvaluateCommand.self, SummaryCommand.self, CheckGradientsCommand.self,
      LaunchCommand.self, BenchCommand.self,
    ])
}
