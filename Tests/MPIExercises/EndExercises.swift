import Foundation
import MPI

/// A value out of range is a typed error with MPI's message, and MPI remains usable.
func errorExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  let host = try world.splitByHost()
  for communicator in [world, host] {
    for root in [communicator.size, -1, 1 << 40] {
      let error = try expectError("root \(root)", MPIError.self) {
        var bytes = pattern(8, seed: 0)
        try unsafe bytes.withUnsafeMutableBytes { buffer in
          try unsafe communicator.broadcast(buffer, from: root)
        }
      }
      try expect("function", error.function, is: "MPI_Bcast")
      try expect("text '\(error.text)'", error.text.hasPrefix("MPI_ERR_ROOT"), is: true)
      try expect("code \(error.code) is an error", error.code != 0, is: true)
      let line = "MPI_Bcast failed: \(error.text) (code \(error.code))"
      try expect("description", error.description, is: line)
    }
    let error = try expectError("send to nobody", MPIError.self) {
      try send([1], communicator, to: communicator.size, tag: 0)
    }
    try expect("text '\(error.text)'", error.text.hasPrefix("MPI_ERR_RANK"), is: true)
  }
  let again = try expectError("a second start", MPIError.self) { try MPIRuntime.start() }
  try expect("function", again.function, is: "MPI_Init_thread")
  try world.barrier()
  report(world, "errors: \(world.size) ranks")
}

/// A message that is longer or shorter than its receiver said is an error there.
func lengthExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  for size in [7, 9] where world.rank < 2 {
    if world.rank == 0 {
      try send(pattern(size, seed: 0), world, to: 1, tag: 1)
    } else {
      var bytes = [UInt8](repeating: 0, count: 8)
      let error = try expectError("\(size) bytes into 8", MPIError.self) {
        try receive(&bytes, world, from: 0, tag: 1)
      }
      try expect("text '\(error.text)'", error.text.hasPrefix("MPI_ERR_TRUNCATE"), is: true)
    }
  }
  try world.barrier()
  report(world, "lengths: \(world.size) ranks")
}

/// `abort CODE WHERE`: the last rank ends the job while the others wait, in `mpi` or in `memory`.
///
/// Each rank leaves a file `pid-RANK` with its process number in the working directory.
func abortExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  let code = arguments.first.flatMap { Int32($0) } ?? 1
  let barrier = try HostBarrier(on: world.splitByHost())
  let number = "\(ProcessInfo.processInfo.processIdentifier)"
  try Data(number.utf8).write(to: URL(filePath: "pid-\(world.rank)"))
  try world.barrier()
  if world.rank == world.size - 1 {
    complain("rank \(world.rank): gives up")
    runtime.abort(exitCode: code)
  }
  if arguments.last == "memory" { barrier.wait() } else { try world.barrier() }
  throw Mismatch(what: "waiting for an aborted rank", expected: "the end", found: "a return")
}

/// Fails on the last rank, to show that an exercise can.
func mismatchExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  let expected: [UInt8] = [1, 2, 3]
  let found: [UInt8] = world.rank == world.size - 1 ? [1, 2, 4] : expected
  try expectElements("element", found, are: expected)
  try world.barrier()
}
