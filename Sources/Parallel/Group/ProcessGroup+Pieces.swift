import Engine
import MPI

/// Transfers of vectors in pieces, so that no rank needs memory for a whole vector.
extension ProcessGroup {
  /// The number of floats of a piece: 1 MiB.
  private static var pieceCount: Int { 1 << 18 }
  /// The tag of their messages.
  private static var pieceTag: Int { 1 }

  /// Broadcasts a vector in pieces; collective.
  ///
  /// - Parameters:
  ///   - values: The vector, on the root.
  ///   - count: Its length.
  ///   - root: The rank that has the vector.
  ///   - receive: Called with each piece, also on the root; the memory is valid during the call.
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

  /// Broadcasts a vector of rank 0 in pieces; collective, with nil on the other ranks.
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

  /// Sends floats to one rank, which receives equally many; may block until they are received.
  ///
  /// - Throws: MPI's errors.
  package func send(_ values: UnsafeMutableBufferPointer<Float>, to rank: Int) throws {
    try unsafe world?.send(UnsafeRawBufferPointer(values), to: rank, tag: Self.pieceTag)
  }

  /// Receives floats from one rank, which sends equally many.
  ///
  /// - Throws: MPI's errors.
  package func receive(into values: UnsafeMutableBufferPointer<Float>, from rank: Int) throws {
    try unsafe world?.receive(
      into: UnsafeMutableRawBufferPointer(values), from: rank, tag: Self.pieceTag)
  }

  /// Brings every rank's bytes to rank 0, one rank's after another's; collective.
  ///
  /// - Parameters:
  ///   - bytes: This rank's bytes.
  ///   - receive: Called on rank 0 with each rank's, in the ranks' order.
  /// - Throws: MPI's errors.
  package func collect(_ bytes: [UInt8], _ receive: (_ rank: Int, [UInt8]) -> Void) throws {
    let counts = try gather(bytes.count)
    guard isFirst else {
      try unsafe bytes.withUnsafeBytes { try unsafe world?.send($0, to: 0, tag: Self.pieceTag) }
      return
    }
    receive(0, bytes)
    for rank in 1..<worldSize {
      var theirs = [UInt8](repeating: 0, count: counts[rank])
      try unsafe theirs.withUnsafeMutableBytes {
        try unsafe world?.receive(into: $0, from: rank, tag: Self.pieceTag)
      }
      receive(rank, theirs)
    }
  }

  /// Redistributes vectors from old slices to new ones; collective.
  ///
  /// - Parameters:
  ///   - source: This rank's old slice of each vector, contiguous.
  ///   - old: The range of the old slice; where several ranks hold the same elements, their values
  ///     are equal.
  ///   - target: The destination of the new slices, contiguous.
  ///   - new: The range of the new slice.
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
