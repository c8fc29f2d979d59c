import Foundation
import MPI

/// What ranks report is seen by all ranks of the host, while they wait too; one of them may speak.
func heartbeatExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  let host = try world.splitByHost()
  let barrier = try HostBarrier(on: host)
  ReportedState.report(activity: 9, step: 100 + host.rank)
  let memory = try SharedWindow(byteCount: HeartbeatWindow.byteCount, on: host)
  let heartbeats = try HeartbeatWindow(on: host, in: memory)
  for rank in 0..<host.size {
    let state = ReportedState.look(capacity: host.size)[rank]
    try expect("activity of rank \(rank)", state.activity, is: 9)
    try expect("step of rank \(rank)", state.step, is: 100 + rank)
  }
  try expect("rank 0 alone is read", ReportedState.look(capacity: 1).count, is: 1)

  // Each rank in turn comes late, and sees the others wait.
  for late in 0..<host.size {
    try expectWaits(host, late: late) { try host.barrier() }
    try expectWaits(host, late: late) { barrier.wait() }
  }
  var claims = [ReportedState.claimReporter() ? 1 : 0]
  try host.allReduceSum(&claims)
  try expect("claims", claims[0], is: 1)

  ReportedState.report(activity: 10)
  heartbeats.close()
  try memory.close()
  let own = ReportedState.look(capacity: host.size)
  try expect("states of a rank alone", own.count, is: 1)
  try expect("own activity", own[0].activity, is: 10)
  try barrier.close()
  report(world, "heartbeats: \(world.size) ranks")
}

/// Lets a rank be late at a meeting and look at the others until all of them wait there.
private func expectWaits(
  _ host: Communicator, late: Int, _ meet: () throws -> Void
) throws {
  try host.barrier()
  if host.rank == late {
    let others = (0..<host.size).filter { $0 != late }
    let deadline = ContinuousClock.now + .seconds(20)
    var waiting = 0
    while waiting < others.count, ContinuousClock.now < deadline {
      let states = ReportedState.look(capacity: host.size)
      waiting = others.count { states[$0].isWaiting }
      try expect("the late rank waits", states[late].isWaiting, is: false)
      usleep(1_000)
    }
    try expect("ranks that wait", waiting, is: others.count)
  }
  try meet()
}
