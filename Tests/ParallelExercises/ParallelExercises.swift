import Foundation
import Parallel

/// Runs one exercise on every rank of the job: `ParallelExercises NAME [ARGUMENT...]`.
///
/// Each rank leaves a file `pid-RANK` with its process number in the working directory.
@main
struct ParallelExercises {
  private static let exercises: [String: @Sendable (ProcessGroup, [String]) throws -> Void] = [
    "hang": hangExercise,
    "work-alone": workAloneExercise,
    "be-quiet": beQuietExercise,
    "leave": leaveExercise,
    "exchange": exchangeExercise,
    "all-reduce": allReduceExercise,
  ]

  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let rank = ProcessGroup.launchedRank
    let number = "\(ProcessInfo.processInfo.processIdentifier)"
    try Data(number.utf8).write(to: URL(filePath: "pid-\(rank)"))
    if arguments.first == "start-late" {
      // This rank's part of MPI's start does not come.
      if "\(rank)" == arguments.last { sleepForever() }
    }
    ProcessGroup.run(reporting: { ErrorReport(message: "\($0)", exitCode: 3) }) { group in
      let rest = Array(arguments.dropFirst())
      try exercises[arguments.first ?? ""]?(group, rest)
      group.print("\(arguments.first ?? "") is over")
    }
  }
}

/// Sleeps, in a way that no signal handler ends.
func sleepForever() -> Never {
  while true { Thread.sleep(forTimeInterval: 60) }
}
