import Engine
import MPI

/// Vectors between ranks in pieces, so that no rank needs room for a whole one.
extension ProcessGroup {
  /// The floats of a piece: 1 MiB.
  private static var pieceCount: Int { 1 << 18 }
  /// What tells their messages from others between the same ranks.
  private static var pieceTag: Int { 1 }

  /// Sends a vector of one rank to all in pieces; every rank calls it.
  ///
  /// - Parameters:
  ///   - values: The vector, on the rank that has it.
  ///   - count: Its length.
  ///   - root: The rank that has it.
  ///   - receive: Takes a piece, on the root too; the memory is lent for the call.
  /// - Throws: MPI's errors.
  package func broadcastPieces(
    _ values: UnsafePointer<Float>?, count: Int, from root: Int = 0,
    _ receive: (_ range: Range<Int>, _ piece: UnsafePointer<Float>) throws -> Void
  ) throws {
    let piece = Arena(count: min(count, Self.pieceCount))
    for start in stride(from: 0, to: count, by: Self.pieceCount) {
      let range = start..<min(start + Self.pieceCount, count)
      if rank == root, let values = unsafe values {
        unsafe piece.base.update(from: values + start, count: range.count)
      }
      try unsafe world?.broadcast(
        UnsafeMutableRawBufferPointer(
          start: piece.base, count: range.count * MemoryLayout<Float>.stride), from: root)
      try unsafe receive(range, UnsafePointer(piece.base))
    }
  }

  /// Sends a vector of rank 0 to all in pieces; every rank calls it, the others with nil.
  ///
  /// - Throws: MPI's errors.
  package func broadcastPieces(
    of values: [Float]?, count: Int,
    _ receive: (_ range: Range<Int>, _ piece: UnsafePointer<Float>) throws -> Void
  ) throws {
    guard let values else { return try unsafe broadcastPieces(nil, count: count, receive) }
    precondition(values.count == count, "\(values.count) values, expected \(count)")
    try unsafe values.withUnsafeBufferPointer { buffer in
      try unsafe broadcastPieces(buffer.baseAddress, count: count, receive)
    }
  }

  /// Sends floats to one rank, which receives as many; it may wait until they are received.
  ///
  /// - Throws: MPI's errors.
  package func send(_ values: UnsafeMutableBufferPointer<Float>, to rank: Int) throws {
    try unsafe world?.send(UnsafeRawBufferPointer(values), to: rank, tag: Self.pieceTag)
  }

  /// Receives as many floats as one rank sends.
  ///
  /// - Throws: MPI's errors.
  package func receive(into values: UnsafeMutableBufferPointer<Float>, from rank: Int) throws {
    try unsafe world?.receive(
      into: UnsafeMutableRawBufferPointer(values), from: rank, tag: Self.pieceTag)
  }

  /// Gives each rank its new slice of some vectors, from the ranks that had slices of them; every
  /// rank calls it.
  ///
  /// - Parameters:
  ///   - source: This rank's old slice of each vector, one after the other.
  ///   - old: Which run of the vectors that is; what several ranks have, all have alike.
  ///   - target: Where the new slices go, one after the other.
  ///   - new: Which run of the vectors they are.
  ///   - vectorCount: The number of vectors.
  /// - Throws: MPI's errors.
  package func redistribute(
    _ source: UnsafePointer<Float>, of old: Range<Int>, to target: UnsafeMutablePointer<Float>,
    _ new: Range<Int>, vectorCount: Int
  ) throws {
    let owners = try allGather([UInt64(old.lowerBound), UInt64(old.upperBound)]).map {
      Int($0[0])..<Int($0[1])
    }
    var covered: Set<Range<Int>> = []
    for (owner, slice) in owners.enumerated() where covered.insert(slice).inserted {
      for vector in 0..<vectorCount {
        let own = owner == rank ? unsafe source + vector * slice.count : nil
        try unsafe broadcastPieces(own, count: slice.count, from: owner) { range, piece in
          let start = slice.lowerBound + range.lowerBound
          let part = new.clamped(to: start..<start + range.count)
          guard !part.isEmpty else { return }
          unsafe (target + (vector * new.count + part.lowerBound - new.lowerBound)).update(
            from: piece + (part.lowerBound - start), count: part.count)
        }
      }
    }
  }
}
