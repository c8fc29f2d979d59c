import MPI

/// Parts of different sizes, one of them empty, gathered from separate memory and in place.
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
