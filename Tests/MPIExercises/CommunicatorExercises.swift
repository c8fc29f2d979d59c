import Foundation
import MPI

/// Even and odd ranks, ordered from the last to the first; then a group without rank 0.
func splitExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  guard let part = try world.split(color: world.rank % 2, key: -world.rank) else {
    throw Mismatch(what: "split by color", expected: "a communicator", found: "none")
  }
  let members = Array(stride(from: world.rank % 2, to: world.size, by: 2).reversed())
  try expect("size of the part", part.size, is: members.count)
  try expect("rank in the part", part.rank, is: members.firstIndex(of: world.rank) ?? -1)
  var sum = [world.rank]
  try part.allReduceSum(&sum)
  try expect("sum over the part", sum, is: [members.reduce(0, +)])

  let others = try world.split(color: world.rank == 0 ? -1 : 0, key: 0)
  try expect("rank 0 is left out", others == nil, is: world.rank == 0)
  try expect("size without rank 0", others?.size ?? 0, is: world.rank == 0 ? 0 : world.size - 1)

  // Each is freed at once: more of them than MPI has room for at a time.
  for round in 0..<200 {
    let copy = try world.split(color: 0, key: 0)
    try expect("rank in copy \(round)", copy?.rank ?? -1, is: world.rank)
  }
  try world.barrier()
  report(world, "split: \(world.size) ranks")
}

/// All ranks of a test's job run on this host, so that its group is the whole world.
func splitByHostExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  let host = try world.splitByHost()
  try expect("rank on the host", host.rank, is: world.rank)
  try expect("size of the host", host.size, is: world.size)
  var name = Array(Communicator.hostName.utf8)
  try expect("the host has a name", name.isEmpty, is: false)
  try host.broadcast(&name, from: 0)
  try expect("host's name", String(decoding: name, as: UTF8.self), is: Communicator.hostName)

  guard case .openMPI(let rank, let worldSize) = Launch.detect(ProcessInfo.processInfo.environment)
  else { throw Mismatch(what: "launch", expected: "openMPI", found: "another") }
  try expect("rank in the environment", rank, is: world.rank)
  try expect("size in the environment", worldSize, is: world.size)
  report(world, "split-by-host: \(world.size) ranks")
}
