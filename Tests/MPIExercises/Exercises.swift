import Foundation
import MPI

/// Runs exercises on every rank of the job: `MPIExercises NAME [ARGUMENT...] [+ NAME ...]`.
///
/// Those between `+` run one after the other, in one start of MPI. An exercise checks its results
/// on each rank. Rank 0 prints one line; a rank that finds something else names itself, what it
/// expected and what it found, and ends the job.
@main
struct Exercises {
  /// The exit code after a wrong result.
  static let failure: Int32 = 3

  private static let parallel: [String: @Sendable (MPIRuntime, [String]) throws -> Void] = [
    "split": splitExercise,
    "split-by-host": splitByHostExercise,
    "broadcast": broadcastExercise,
    "gather": gatherExercise,
    "send-receive": sendReceiveExercise,
    "all-gather": allGatherExercise,
    "reductions": reductionExercise,
    "window": windowExercise,
    "window-reuse": windowReuseExercise,
    "window-of": windowOfExercise,
    "window-shortage": windowShortageExercise,
    "atomics": atomicsExercise,
    "heartbeats": heartbeatExercise,
    "host-barrier": hostBarrierExercise,
    "late-arrival": lateArrivalExercise,
    "measure-barrier": barrierMeasurement,
    "errors": errorExercise,
    "lengths": lengthExercise,
    "transfers": transferExercise,
    "abort": abortExercise,
    "mismatch": mismatchExercise,
  ]

  private static let solo: [String: @Sendable ([String]) throws -> Void] = [
    "version": versionExercise,
    "chatter": chatterExercise,
    "exit": exitExercise,
    "hang": hangExercise,
    "where": whereExercise,
  ]

  static func main() {
    let calls = CommandLine.arguments.dropFirst().split(separator: "+").map(Array.init)
    let name = calls.first?.first ?? ""
    if let exercise = solo[name] {
      do {
        try exercise(Array(calls[0].dropFirst()))
      } catch {
        complain("\(error)")
        exit(failure)
      }
      return
    }
    guard !calls.isEmpty, calls.allSatisfy({ parallel[$0[0]] != nil }) else {
      complain("no exercise '\(name)'")
      exit(2)
    }
    run(calls)
  }

  private static func run(_ calls: [[String]]) {
    let runtime: MPIRuntime
    do {
      runtime = try MPIRuntime.start()
    } catch {
      complain("\(error)")
      exit(failure)
    }
    do {
      for call in calls { try parallel[call[0]]?(runtime, Array(call.dropFirst())) }
      try runtime.finalize()
    } catch {
      complain("rank \(runtime.world.rank): \(error)")
      runtime.abort(exitCode: failure)
    }
  }
}

/// Writes one line to standard error.
func complain(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}

/// Prints the exercise's one line, on rank 0.
func report(_ world: Communicator, _ line: String) {
  if world.rank == 0 { print(line) }
}
