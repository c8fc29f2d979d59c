import MPI

/// Every cell is claimed once, and a stored number carries what was written before it.
func atomicsExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  let host = try world.splitByHost()
  try claimCells(host)
  try passMessages(host)
  report(world, "atomics: \(world.size) ranks")
}

private func claimCells(_ host: Communicator) throws {
  let cellCount = 20_000
  let window = try SharedWindow(byteCount: host.rank == 0 ? cellCount * 4 : 0, on: host)
  var claimed = [Int](repeating: 0, count: cellCount)
  for cell in 0..<cellCount where window.claim(at: cell * 4, of: 0) { claimed[cell] += 1 }
  try host.allReduceSum(&claimed)
  try expectElements("claims", claimed, are: [Int](repeating: 1, count: cellCount))
  let cells = (0..<cellCount).map {
    unsafe window.segment(of: 0).load(fromByteOffset: $0 * 4, as: Int32.self)
  }
  try expectElements("cells", cells, are: [Int32](repeating: 1, count: cellCount))
  try window.close()
}

/// Rank 0 writes a line and announces it; each other rank reads it and says so.
private func passMessages(_ host: Communicator) throws {
  let payload = 128
  let window = try SharedWindow(byteCount: 64 + payload, on: host)
  for round in 1...30 {
    if host.rank == 0 {
      unsafe window.segment(of: 0).dropFirstBytes(64).copyBytes(from: pattern(payload, seed: round))
      window.storeUInt64(UInt64(round) << 32, at: 8, of: 0)
      for rank in 0..<host.size where rank > 0 {
        while window.loadUInt64(at: 0, of: rank) != UInt64(round) {}
      }
    } else {
      while window.loadUInt64(at: 8, of: 0) != UInt64(round) << 32 {}
      let found = unsafe Array(window.segment(of: 0).dropFirstBytes(64))
      try expectElements("line \(round)", found, are: pattern(payload, seed: round))
      window.storeUInt64(UInt64(round), at: 0, of: host.rank)
    }
  }
  try window.close()
}

extension UnsafeMutableRawBufferPointer {
  fileprivate func dropFirstBytes(_ count: Int) -> UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(rebasing: self[count...])
  }
}
