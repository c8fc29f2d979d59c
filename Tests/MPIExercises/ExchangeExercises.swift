import MPI

/// Parts of different sizes, one of them empty, from beside and from their own place.
func allGatherExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  let scales = setChunkLimit(arguments) ? [1, 5] : [1, 5, 30_000]
  for scale in scales {
    let counts = (0..<world.size).map { $0 == 1 ? 0 : ($0 + 1) * scale }
    let offset = counts[..<world.rank].reduce(0, +)
    let mine = pattern(counts[world.rank], seed: world.rank)
    let expected = counts.indices.flatMap { pattern(counts[$0], seed: $0) }

    var all = [UInt8](repeating: 0xee, count: expected.count)
    try unsafe mine.withUnsafeBytes { part in
      try unsafe all.withUnsafeMutableBytes {
        try unsafe world.allGather(part, into: $0, byteCounts: counts)
      }
    }
    try expectElements("gathered from beside", all, are: expected)

    var inPlace = [UInt8](repeating: 0xee, count: expected.count)
    inPlace.replaceSubrange(offset..<offset + mine.count, with: mine)
    try unsafe inPlace.withUnsafeMutableBytes { buffer in
      let part = unsafe UnsafeRawBufferPointer(rebasing: buffer[offset..<offset + mine.count])
      try unsafe world.allGather(part, into: buffer, byteCounts: counts)
    }
    try expectElements("gathered in place", inPlace, are: expected)
  }
  report(world, "all-gather: \(world.size) ranks")
}

/// A different count for every pair, some zero, with gaps that must stay untouched.
func allToAllExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  let scales = setChunkLimit(arguments) ? [1, 3] : [1, 3, 5000]
  for scale in scales {
    let counts = (0..<world.size).map { count(from: world.rank, to: $0) * scale }
    let receiveCounts = (0..<world.size).map { count(from: $0, to: world.rank) * scale }
    let (offsets, sendSize) = places(counts, gap: 2)
    let (receiveOffsets, receiveSize) = places(receiveCounts, gap: 3)

    var send = [Float](repeating: -2, count: sendSize)
    for to in 0..<world.size {
      for i in 0..<counts[to] { send[offsets[to] + i] = value(from: world.rank, to: to, i) }
    }
    var expected = [Float](repeating: -1, count: receiveSize)
    var found = expected
    for from in 0..<world.size {
      for i in 0..<receiveCounts[from] {
        expected[receiveOffsets[from] + i] = value(from: from, to: world.rank, i)
      }
    }
    try unsafe send.withUnsafeBufferPointer { out in
      try unsafe found.withUnsafeMutableBufferPointer { into in
        try unsafe world.allToAll(
          out, counts: counts, offsets: offsets, into: into, receiveCounts: receiveCounts,
          receiveOffsets: receiveOffsets)
      }
    }
    try expectElements("received", found, are: expected)
  }
  report(world, "all-to-all: \(world.size) ranks")
}

private func count(from: Int, to: Int) -> Int { (from * 3 + to * 2) % 7 }

private func value(from: Int, to: Int, _ index: Int) -> Float {
  Float(from * 1_000_000 + to * 100_000 + index)
}

/// Where each part begins, with a gap in front of it, and the size of the whole.
private func places(_ counts: [Int], gap: Int) -> (offsets: [Int], size: Int) {
  var offsets: [Int] = []
  var end = 0
  for count in counts {
    offsets.append(end + gap)
    end += gap + count
  }
  return (offsets, end)
}
