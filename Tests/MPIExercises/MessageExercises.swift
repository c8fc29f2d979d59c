import MPI

/// `--chunk N` as arguments makes every message travel in pieces of N.
func setChunkLimit(_ arguments: [String]) -> Bool {
  guard arguments.count == 2, arguments[0] == "--chunk", let limit = Int(arguments[1]) else {
    return false
  }
  MPIRuntime.setChunkLimit(limit)
  return true
}

/// From every root, of several sizes, into buffers and into arrays of another size.
func broadcastExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  let sizes = setChunkLimit(arguments) ? [0, 1, 2, 3, 4, 6, 7, 300] : [0, 1, 1000, 100_003]
  for root in 0..<world.size {
    for size in sizes {
      let expected = pattern(size, seed: root)
      var bytes = world.rank == root ? expected : [UInt8](repeating: 0, count: size)
      try unsafe bytes.withUnsafeMutableBytes { try unsafe world.broadcast($0, from: root) }
      try expectElements("\(size) bytes from \(root)", bytes, are: expected)

      var array = world.rank == root ? expected : pattern(world.rank, seed: -1)
      try world.broadcast(&array, from: root)
      try expectElements("array of \(size) from \(root)", array, are: expected)
    }
  }
  report(world, "broadcast: \(world.size) ranks")
}

/// To every root, a different count from each rank, some of them zero.
func gatherExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  let scales = setChunkLimit(arguments) ? [1, 4] : [1, 4, 20_000]
  for root in 0..<world.size {
    for scale in scales {
      let mine = pattern(world.rank * scale, seed: world.rank)
      let parts = try unsafe mine.withUnsafeBytes { try unsafe world.gather($0, to: root) }
      try expect("only the root gets parts", parts == nil, is: world.rank != root)
      guard let parts else { continue }
      try expect("parts", parts.count, is: world.size)
      for (rank, part) in parts.enumerated() {
        try expectElements("part of \(rank)", part, are: pattern(rank * scale, seed: rank))
      }
    }
  }
  report(world, "gather: \(world.size) ranks")
}

/// Around a ring, and two messages that are received in the other order, told apart by tags.
func sendReceiveExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  let sizes = setChunkLimit(arguments) ? [0, 1, 3, 7] : [0, 1, 1000, 100_003]
  let next = (world.rank + 1) % world.size
  let previous = (world.rank + world.size - 1) % world.size
  for size in sizes where world.size > 1 {
    var found = [UInt8](repeating: 0, count: size)
    if world.rank > 0 { try receive(&found, world, from: previous, tag: 5) }
    try send(pattern(size, seed: world.rank), world, to: next, tag: 5)
    if world.rank == 0 { try receive(&found, world, from: previous, tag: 5) }
    try expectElements("\(size) bytes from \(previous)", found, are: pattern(size, seed: previous))
  }

  MPIRuntime.setChunkLimit(0)
  try send([1, 2], world, to: next, tag: 0)
  try send([3, 4], world, to: next, tag: 31_999)
  var late: [UInt8] = [0, 0]
  var early: [UInt8] = [0, 0]
  try receive(&late, world, from: previous, tag: 31_999)
  try receive(&early, world, from: previous, tag: 0)
  try expect("the second message", late, is: [3, 4])
  try expect("the first message", early, is: [1, 2])
  report(world, "send-receive: \(world.size) ranks")
}

func send(_ bytes: [UInt8], _ world: Communicator, to rank: Int, tag: Int) throws {
  try unsafe bytes.withUnsafeBytes { try unsafe world.send($0, to: rank, tag: tag) }
}

func receive(_ bytes: inout [UInt8], _ world: Communicator, from rank: Int, tag: Int) throws {
  try unsafe bytes.withUnsafeMutableBytes { buffer in
    try unsafe world.receive(into: buffer, from: rank, tag: tag)
  }
}
