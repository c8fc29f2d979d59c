import Foundation
import MPI

/// `host-barrier ROUNDS`: nobody is ahead of, or behind, the round that all others are in.
func hostBarrierExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  let host = try world.splitByHost()
  let rounds = arguments.first.flatMap { Int($0) } ?? 1000
  let window = try SharedWindow(byteCount: 64, on: host)
  let barrier = try HostBarrier(on: host)
  var noise = UInt64(world.rank + 1)
  for round in 1...rounds {
    // Ranks arrive in changing order, some of them late.
    noise = noise &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    burn(Int(noise >> 52))
    unsafe window.segment(of: host.rank).storeBytes(of: round, as: Int.self)
    barrier.wait()
    for rank in 0..<host.size {
      let found = unsafe window.segment(of: rank).load(as: Int.self)
      try expect("round of rank \(rank)", found, is: round)
    }
    barrier.wait()
  }
  try barrier.close()
  try window.close()
  report(world, "host-barrier: \(world.size) ranks, \(barrier.polls ? "polling" : "yielding")")
}

/// Rank 0 comes so late that the others sleep, again and again past their own time limit.
func lateArrivalExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  let host = try world.splitByHost()
  let window = try SharedWindow(byteCount: 8, on: host)
  let barrier = try HostBarrier(on: host)
  for round in [1, 2, 3] {
    if host.rank == 0 {
      usleep(350_000)
      window.storeUInt64(UInt64(round), at: 0, of: 0)
    }
    barrier.wait()
    try expect("round", window.loadUInt64(at: 0, of: 0), is: UInt64(round))
    barrier.wait()
  }
  try barrier.close()
  try window.close()
  report(world, "late-arrival: \(world.size) ranks")
}

/// Computes for about a nanosecond for each count, in a way that the compiler keeps.
@inline(never)
func burn(_ count: Int) {
  var value = 1.0
  for _ in 0..<count { value = value * 0.999_999 + 1e-9 }
  if value < 0 { complain("unreachable") }
}
