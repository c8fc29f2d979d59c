import Foundation
import MPI

/// Segments of different sizes: aligned, zero at first, apart from each other, seen by all.
func windowExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  let host = try world.splitByHost()
  let sizes = (0..<host.size).map { $0 == 1 ? 0 : 100 + $0 * 12_289 }
  let window = try SharedWindow(byteCount: sizes[host.rank], on: host)
  for rank in 0..<host.size {
    let segment = unsafe window.segment(of: rank)
    try expect("size of segment \(rank)", segment.count, is: sizes[rank])
    let address = unsafe segment.baseAddress.map { UInt(bitPattern: $0) } ?? 0
    try expect("start of segment \(rank) modulo 64", address % 64, is: 0)
    let zeros = [UInt8](repeating: 0, count: sizes[rank])
    try expectElements("segment \(rank) at first", unsafe Array(segment), are: zeros)
  }
  try meet(window, host)

  for round in 0..<3 {
    // Everybody writes its right neighbor's segment, so that nobody reads only its own memory.
    let target = (host.rank + round) % host.size
    unsafe window.segment(of: target).copyBytes(from: pattern(sizes[target], seed: target + round))
    try meet(window, host)
    for rank in 0..<host.size {
      let found = unsafe Array(window.segment(of: rank))
      let expected = pattern(sizes[rank], seed: rank + round)
      try expectElements("segment \(rank), round \(round)", found, are: expected)
    }
    try meet(window, host)
  }
  try window.close()
  report(world, "window: \(world.size) ranks")
}

private func meet(_ window: SharedWindow, _ host: Communicator) throws {
  try window.sync()
  try host.barrier()
  try window.sync()
}

/// Windows one after another leave nothing mapped behind; closing twice does no harm.
func windowReuseExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let host = try runtime.world.splitByHost()
  for round in 0..<30 {
    let window = try SharedWindow(byteCount: 1 << 20, on: host)
    #if os(Linux)
      // A single rank's window is ordinary memory.
      try expect("mappings in round \(round)", try mappedWindowCount() > 0, is: host.size > 1)
    #endif
    try window.close()
    try window.close()
    #if os(Linux)
      try expect("mappings after round \(round)", try mappedWindowCount(), is: 0)
    #endif
  }
  report(runtime.world, "window-reuse: \(host.size) ranks")
}

/// How many pieces of Open MPI's shared windows this process has mapped.
private func mappedWindowCount() throws -> Int {
  let maps = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
  return maps.split(separator: "\n").count { $0.contains("/osc_sm.") }
}

/// `window-of BYTES`: rank 0's segment has so many, the others send messages beside it.
func windowOfExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  let host = try world.splitByHost()
  let byteCount = host.rank == 0 ? arguments.first.flatMap { Int($0) } ?? 0 : 0
  let window = try SharedWindow(byteCount: byteCount, on: host)
  var sums = [Float](repeating: 1, count: 407_050)
  for _ in 0..<10 {
    try unsafe sums.withUnsafeMutableBufferPointer { try unsafe world.allReduceSum($0) }
    for index in sums.indices { sums[index] /= Float(world.size) }
  }
  try expect("last byte", unsafe window.segment(of: 0).last ?? 1, is: 0)
  try window.close()
  report(world, "window-of: \(world.size) ranks")
}

/// Asks for more than there is; every rank gets the same error, and MPI goes on.
///
/// `window-shortage [BYTES]`: the bytes that rank 0 asks for; without them, more than are free.
func windowShortageExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  let host = try world.splitByHost()
  var wanted = [(SharedWindow.freeSharedMemory() ?? 0) + (1 << 30)]
  try host.allReduceMax(&wanted)
  if let given = arguments.first.flatMap({ Int($0) }) { wanted = [given] }
  let byteCount = host.rank == 0 ? wanted[0] : 0
  let error = try expectError("a window of \(wanted[0]) bytes", SharedMemoryError.self) {
    try SharedWindow(byteCount: byteCount, on: host)
  }
  var description = Array(error.description.utf8)
  try host.broadcast(&description, from: 0)
  let line = String(decoding: description, as: UTF8.self)
  try expect("the error of the host's rank 0", error.description, is: line)

  let small = try SharedWindow(byteCount: 64, on: host)
  try small.close()
  report(world, "window-shortage: \(world.size) ranks: \(error)")
}
