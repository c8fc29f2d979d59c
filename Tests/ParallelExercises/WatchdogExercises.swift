import Foundation
import Parallel

/// `hang RANK WHERE`: a rank hangs in the forward pass of step 37 while the others wait for it, in
/// `mpi` or in `memory`.
func hangExercise(_ group: ProcessGroup, _ arguments: [String]) throws {
  try group.worldBarrier()
  Heartbeat.report(.forward, step: 37)
  if "\(group.rank)" == arguments.first { sleepForever() }
  Heartbeat.report(.meeting)
  if arguments.last == "memory" { try group.hostBarrier() }
  try group.worldBarrier()
}

/// `work-alone SECONDS`: rank 0 works for all, and reports; the others wait for it.
func workAloneExercise(_ group: ProcessGroup, _ arguments: [String]) throws {
  let seconds = arguments.first.flatMap { Double($0) } ?? 0
  try group.worldBarrier()
  let end = ContinuousClock.now + .seconds(seconds)
  while group.isFirst, ContinuousClock.now < end {
    Heartbeat.report(.evaluating)
    Thread.sleep(forTimeInterval: 0.1)
  }
  group.expectWorkOnFirst()
  try group.hostBarrier()
  try group.worldBarrier()
  group.resumeTogether()
}

/// `be-quiet SECONDS`: the last rank does something of its own for long.
func beQuietExercise(_ group: ProcessGroup, _ arguments: [String]) throws {
  let seconds = arguments.first.flatMap { Double($0) } ?? 0
  if group.rank == group.worldSize - 1 { Thread.sleep(forTimeInterval: seconds) }
  try group.worldBarrier()
}

/// `leave SECONDS`: rank 0 returns late, the others at once; then the process lives on.
func leaveExercise(_ group: ProcessGroup, _ arguments: [String]) throws {
  let seconds = arguments.first.flatMap { Double($0) } ?? 0
  if group.isFirst { Thread.sleep(forTimeInterval: seconds) }
}
