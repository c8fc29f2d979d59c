import Engine
import Layers
import Parallel

/// A copy of a run's weights, slots and kept weights, from which rank 0 writes a file while the run
/// continues: 4 bytes per parameter for each of these vectors, once for all ranks.
///
/// Each rank copies the slices that it owns; a save blocks the steps only for this copy. On rank
/// 0's host the copy is shared memory; ranks of other hosts send theirs in pieces, one after each
/// step.
final class RunSnapshot {
  /// A rank's part: its slice of every vector, contiguous.
  private struct Part {
    let rank: Int
    let slice: Range<Int>
    let vectorCount: Int
    var count: Int { slice.count * vectorCount }
  }

  private static let pieceCount = 1 << 18

  private let group: ProcessGroup
  private let parts: [Part]
  private let slotCount: Int
  private let keptKeys: [Int]
  /// How many vectors are copied of each of what is kept: the weights, and perhaps the slots.
  private let keptCounts: [Int]
  /// The copies of the ranks of this host.
  private let region: HostMemory
  /// On rank 0, the received parts of other hosts, by rank.
  private let received: [Int: Arena]
  /// The number of elements of each remote part that rank 0 has received.
  private var transferred: Int
  /// A copy of the non-trainable variables, on rank 0.
  private var variables: [LentTensor] = []

  /// Allocates copies of a run's numbers, and of what is kept under some keys; every rank calls it.
  ///
  /// - Throws: `SharedMemoryError` or MPI's errors.
  init(of memory: RunMemory, keeping keys: [Int] = []) throws {
    group = memory.group
    slotCount = memory.optimizerState.slotCount
    keptKeys = keys
    keptCounts = memory.vectorCounts(keys)
    let vectorCount = 1 + slotCount + keptCounts.reduce(0, +)
    // Where every rank has all data, rank 0's copy is sufficient.
    let isPrivate = group.worldSize > 1 && memory.slices[0].count == memory.weights.memory.count
    parts = memory.slices.enumerated().compactMap { rank, slice in
      isPrivate && rank > 0 ? nil : Part(rank: rank, slice: slice, vectorCount: vectorCount)
    }
    let own = parts.first { $0.rank == memory.group.rank }?.count ?? 0
    region = try HostMemory(byteCount: own * MemoryLayout<Float>.stride, in: group)
    var received: [Int: Arena] = [:]
    if group.isFirst {
      for part in parts where group.hostIndices[part.rank] != group.hostIndex {
        received[part.rank] = Arena(count: part.count)
      }
    }
    self.received = received
    transferred = .max
  }

  /// Returns whether the copies match a run's memory.
  func fits(_ memory: RunMemory, _ keys: [Int]) -> Bool {
    keptKeys == keys && keptCounts == memory.vectorCounts(keys)
      && slotCount == memory.optimizerState.slotCount
  }

  /// Copies what this rank owns; collective, while no file is being written.
  ///
  /// - Throws: MPI's errors.
  func take(_ memory: RunMemory) throws {
    if let part = parts.first(where: { $0.rank == group.rank }), part.count > 0 {
      let target = unsafe floats(of: part)
      let count = part.slice.count
      unsafe target.update(from: memory.weights.memory.base + part.slice.lowerBound, count: count)
      unsafe (target + count).update(
        from: memory.optimizerState.slots.base, count: slotCount * count)
      var vector = 1 + slotCount
      for (key, vectorCount) in zip(keptKeys, keptCounts) {
        guard let kept = memory.kept[key] else { continue }
        let start = unsafe target + vector * count
        unsafe start.update(from: kept.weights.base, count: count)
        if let slots = kept.slots {
          unsafe (start + count).update(from: slots.base, count: slotCount * count)
        }
        vector += vectorCount
      }
    }
    if group.isFirst { variables = memory.variableTensors(keptKeys) }
    transferred = 0
    try group.hostBarrier()
  }

  /// Frees the memory; collective, while no file is being written.
  func close() throws { try region.close() }

  private func floats(of part: Part) -> UnsafeMutablePointer<Float> {
    if let arena = received[part.rank] { return unsafe arena.base }
    let hostRank = group.hostIndices[..<part.rank].count { $0 == group.hostIndices[part.rank] }
    guard let base = unsafe region.segment(of: hostRank).baseAddress else {
      preconditionFailure("rank \(part.rank)'s copy has no memory")
    }
    return unsafe base.assumingMemoryBound(to: Float.self)
  }
}

// MARK: - From other hosts

extension RunSnapshot {
  /// The parts on other hosts.
  private var remoteParts: [Part] { parts.filter { group.hostIndices[$0.rank] != 0 } }

  /// Whether rank 0 has all parts, the same on every rank.
  var isComplete: Bool { remoteParts.allSatisfy { transferred >= $0.count } }

  /// Sends the next piece of each part to rank 0; collective.
  ///
  /// - Throws: MPI's errors.
  func advance() throws {
    guard !isComplete else { return }
    for part in remoteParts where part.rank == group.rank || group.isFirst {
      let count = min(Self.pieceCount, part.count - transferred)
      guard count > 0 else { continue }
      let start = unsafe UnsafeMutableBufferPointer(
        start: floats(of: part) + transferred, count: count)
      if group.isFirst {
        try unsafe group.receive(into: start, from: part.rank)
      } else {
        try unsafe group.send(start, to: 0)
      }
    }
    transferred += Self.pieceCount
  }

  /// Sends all missing pieces to rank 0; collective.
  ///
  /// - Throws: MPI's errors.
  func complete() throws { while !isComplete { try advance() } }
}

// MARK: - Tensors

extension RunSnapshot {
  /// Returns the copied tensors, on rank 0, once it has all parts.
  ///
  /// - Parameters:
  ///   - space: The parameters.
  ///   - slotNames: The names of the slots.
  /// - Returns: the variables; the slots as `optimizer/SLOT/PARAMETER`; what callbacks have kept as
  ///   `callbacks/INDEX/VARIABLE`, and what a rollback returns to as `callbacks/rollback/...`.
  func tensors(of space: ParameterSpace, slotNames: [String]) -> [LentTensor] {
    let own = [""] + slotNames.map { "optimizer/\($0)/" }
    let prefixes =
      own
      + zip(keptKeys, keptCounts).flatMap { key, count in
        own.prefix(count).map { CheckpointKept.prefix(ofCallback: key) + $0 }
      }
    return variables
      + prefixes.enumerated().flatMap { vector, prefix in
        space.parameters.map { parameter in
          LentTensor(
            name: prefix + parameter.name, shape: parameter.shape,
            pieces: pieces(parameter.range, ofVector: vector))
        }
      }
  }

  private func pieces(_ range: Range<Int>, ofVector vector: Int) -> [LentFloats] {
    parts.sorted { $0.slice.lowerBound < $1.slice.lowerBound }.compactMap { part in
      let own = range.clamped(to: part.slice)
      guard !own.isEmpty else { return nil }
      let offset = vector * part.slice.count + own.lowerBound - part.slice.lowerBound
      return unsafe LentFloats(
        UnsafeBufferPointer(start: floats(of: part) + offset, count: own.count))
    }
  }
}

extension RunMemory {
  /// How many vectors are kept under each of some keys.
  fileprivate func vectorCounts(_ keys: [Int]) -> [Int] {
    keys.map { kept[$0]?.slots == nil ? 1 : 1 + optimizerState.slotCount }
  }

  /// The non-trainable variables as they are, and those that are kept under some keys.
  fileprivate func variableTensors(_ keys: [Int]) -> [LentTensor] {
    let space = plan.variableSpace
    let keptTensors = keys.flatMap { key -> [NamedTensor] in
      guard let copy = kept[key] else { return [] }
      return space.tensors(
        CheckpointKept.prefix(ofCallback: key), unsafe Array(copy.variables.buffer)[...])
    }
    return (space.tensors("", unsafe Array(variables.buffer)[...]) + keptTensors)
      .map(LentTensor.init)
  }
}
