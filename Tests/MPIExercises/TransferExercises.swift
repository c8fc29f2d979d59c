import MPI

/// Messages that are under way at once: in order, moved in every way, and of the right lengths.
func transferExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  let transfers = try Transfers(on: world, capacity: 12)
  for round in 1...5 { try passRound(transfers, world, round) }
  try waitForCell(transfers, world)
  if world.size > 1 { try receiveAnotherLength(world) }
  report(world, "transfers: \(world.size) ranks")
}

/// Floats that differ between seeds and indices.
private func floats(_ count: Int, seed: Int) -> [Float] {
  (0..<count).map { Float($0 % 1_000) + Float(seed) / 8 }
}

/// Six messages with one tag to the next rank, of which some are long, and six from the previous.
private func passRound(_ transfers: Transfers, _ world: Communicator, _ round: Int) throws {
  let sizes = [1, 100_000, 0, 15_360, 3, 40_000]
  let next = (world.rank + 1) % world.size
  let previous = (world.rank + world.size - 1) % world.size
  let sent = unsafe sizes.indices.map {
    unsafe copy(floats(sizes[$0], seed: world.rank * 10 + $0 + round))
  }
  let received = unsafe sizes.map {
    unsafe copy([Float](repeating: -1, count: $0))
  }
  defer { unsafe (sent + received).forEach { unsafe $0.deallocate() } }

  let receives = try unsafe received.map {
    try unsafe transfers.receive(into: $0, from: previous, tag: 7)
  }
  try expect("indices", receives, is: Array(0..<6))
  for index in sizes.indices {
    try unsafe transfers.send(UnsafeBufferPointer(sent[index]), to: next, tag: 7)
    try transfers.progress()
  }
  try expect("messages", transfers.count, is: 12)
  for (index, receive) in receives.enumerated().reversed() {
    if round % 2 == 0 { try transfers.wait(for: receive) } else { try transfers.waitForAll() }
    try expectElements(
      "message \(index) of round \(round)", unsafe Array(received[index]),
      are: floats(sizes[index], seed: previous * 10 + index + round))
  }
  try transfers.waitForAll()
  try expect("messages left", transfers.count + transfers.pendingCount, is: 0)
}

private func copy(_ values: [Float]) -> UnsafeMutableBufferPointer<Float> {
  let memory = UnsafeMutableBufferPointer<Float>.allocate(capacity: values.count)
  _ = unsafe memory.initialize(from: values)
  return unsafe memory
}

/// Each rank waits for the one before it, in turn, and sees what it wrote.
private func waitForCell(_ transfers: Transfers, _ world: Communicator) throws {
  let host = try world.splitByHost()
  let window = try SharedWindow(byteCount: 16, on: host)
  for turn in 1...50 {
    if host.rank > 0 {
      try transfers.progress(until: window, at: 0, of: host.rank - 1, reaches: UInt64(turn))
      let found = unsafe window.segment(of: host.rank - 1).load(fromByteOffset: 8, as: Int.self)
      try expect("turn \(turn)", found, is: turn * host.rank)
    }
    unsafe window.segment(of: host.rank).storeBytes(
      of: turn * (host.rank + 1), toByteOffset: 8, as: Int.self)
    window.storeUInt64(UInt64(turn), at: 0, of: host.rank)
    try host.barrier()
  }
  try window.close()
}

/// A message that is longer or shorter than its receiver said is an error there.
private func receiveAnotherLength(_ world: Communicator) throws {
  for size in [7, 9] where world.rank < 2 {
    let transfers = try Transfers(on: world, capacity: 1)
    let memory = unsafe copy(floats(world.rank == 0 ? size : 8, seed: 0))
    defer { unsafe memory.deallocate() }
    if world.rank == 0 {
      try unsafe transfers.send(UnsafeBufferPointer(memory), to: 1, tag: 1)
      try transfers.waitForAll()
    } else {
      try unsafe transfers.receive(into: memory, from: 0, tag: 1)
      let error = try expectError("\(size) floats into 8", MPIError.self) {
        try transfers.waitForAll()
      }
      try expect("text '\(error.text)'", error.text.hasPrefix("MPI_ERR_TRUNCATE"), is: true)
    }
  }
  try world.barrier()
}
