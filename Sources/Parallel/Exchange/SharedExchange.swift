import Engine
import Kernels

/// The exchange of one host: every rank sums its slice directly from the others' gradients, and the
/// weights exist once.
///
/// Two barriers a step suffice. Between barrier 2 of a step and barrier 1 of the next a rank reads
/// weights and writes its own gradients and records; between barrier 1 and barrier 2 it reads all
/// gradients and records and writes its slice of the weights. What is written in one phase is read
/// only after a barrier, and a barrier orders memory (see `HostBarrier`). Claiming (`claim` in
/// Kernels) stores to weights that others read, but only the values that they already have.
@safe
final class SharedExchange: Exchange {
  let slice: Range<Int>

  private let group: ProcessGroup
  private let memory: HostMemory
  private let weightMemory: VariableMemory
  private let layout: Layout
  private let owners: [Int]
  private let leaves: Range<Int>
  private let sum: SlicedSum
  private let chunkCounts: [Int]
  /// Every leaf's sums of the last `meet`.
  private var leafSums: [Double] = []
  private var totals: StepTotals

  init(
    for shard: Shard, of space: ParameterSpace, weights: HostWeights, recordWidth: Int,
    in group: ProcessGroup
  ) throws {
    guard group.hostCount == 1 else { throw ParallelError.severalHosts(group.hostCount) }
    let plan = shard.tree.plan(worldSize: group.worldSize)
    let layout = Layout(
      leafCount: shard.tree.leafCount, recordWidth: recordWidth, parameterCount: space.count,
      blockCount: shard.blocks.count)
    self.group = group
    self.layout = layout
    weightMemory = weights.memory
    leaves = shard.leaves
    owners = (0..<group.worldSize).flatMap { rank in
      shard.tree.leaves(ofRank: rank, worldSize: group.worldSize).map { _ in rank }
    }
    let cuts = SlicePlan(space, count: group.worldSize)
    slice = cuts.slices[group.slicePosition]
    chunkCounts = cuts.chunkCounts
    totals = StepTotals(width: recordWidth)
    memory = try HostMemory(byteCount: layout.byteCount, in: group)
    unsafe memory.segment(of: group.rank).initializeMemory(as: UInt8.self, repeating: 0)
    let memory = memory
    sum = SlicedSum(
      plan.map { block in
        unsafe TreeSource(
          values: layout.gradients(in: memory, of: block.rank) + block.block * space.count,
          merges: block.merges)
      })
    try group.hostBarrier()
  }

  deinit { sum.deallocate() }

  var weights: UnsafeMutablePointer<Float> { unsafe weightMemory.base }
  var gradients: UnsafeMutablePointer<Float> {
    unsafe layout.gradients(in: memory, of: group.rank)
  }

  var contendedWeights: UnsafeMutableBufferPointer<Float>? {
    guard group.worldSize > 1 else { return nil }
    return unsafe UnsafeMutableBufferPointer(
      start: weights + slice.lowerBound, count: slice.count)
  }

  func meet(_ records: StepRecords) throws -> StepTotals {
    let width = layout.recordWidth
    let own = unsafe layout.records(in: memory, of: group.rank) + leaves.lowerBound * width
    for (index, sum) in records.sums.enumerated() { unsafe own[index] = sum }
    unsafe layout.flags(in: memory, of: group.rank).pointee = records.flags.rawValue

    try group.hostBarrier()

    leafSums.removeAll(keepingCapacity: true)
    for (leaf, owner) in owners.enumerated() {
      unsafe leafSums.append(
        contentsOf: UnsafeBufferPointer(
          start: layout.records(in: memory, of: owner) + leaf * width, count: width))
    }
    let flags = (0..<group.worldSize).reduce(into: StepFlags()) {
      unsafe $0.formUnion(
        StepFlags(rawValue: layout.flags(in: memory, of: $1).pointee))
    }
    totals.set(leafSums, flags: flags)
    return totals
  }

  func reduce(_ body: GradientPart) throws {
    unsafe sum(slice, offset: slice.lowerBound, body)
  }

  func gatherChunks(_ own: [Double]) throws -> [Double] {
    try group.gatherSlices(own, counts: chunkCounts)
  }

  func publish(_ areFinite: Bool) throws -> Bool {
    unsafe layout.finiteness(in: memory, of: group.rank).pointee = areFinite ? 1 : 0
    try group.hostBarrier()
    return (0..<group.worldSize).allSatisfy {
      unsafe layout.finiteness(in: memory, of: $0).pointee == 1
    }
  }

  /// Does nothing: a barrier has followed every read of another rank's memory.
  func skip() {}

  func close() throws { try memory.close() }
}

extension SharedExchange {
  /// The layout of a rank's segment: records, flags, and the gradients from the next cache line on.
  fileprivate struct Layout {
    let leafCount: Int
    let recordWidth: Int
    let parameterCount: Int
    let blockCount: Int

    private var recordByteCount: Int { leafCount * recordWidth * MemoryLayout<Double>.stride }
    private var bodyOffset: Int { (recordByteCount + 16 + 63) / 64 * 64 }

    var byteCount: Int {
      bodyOffset + blockCount * parameterCount * MemoryLayout<Float>.stride
    }

    func records(in memory: HostMemory, of rank: Int) -> UnsafeMutablePointer<Double> {
      unsafe address(memory, rank, 0).assumingMemoryBound(to: Double.self)
    }

    func flags(in memory: HostMemory, of rank: Int) -> UnsafeMutablePointer<Int> {
      unsafe address(memory, rank, recordByteCount).assumingMemoryBound(to: Int.self)
    }

    /// The cell that holds whether the rank's new weights are finite.
    func finiteness(in memory: HostMemory, of rank: Int) -> UnsafeMutablePointer<Int> {
      unsafe flags(in: memory, of: rank) + 1
    }

    func gradients(in memory: HostMemory, of rank: Int) -> UnsafeMutablePointer<Float> {
      unsafe address(memory, rank, bodyOffset).assumingMemoryBound(to: Float.self)
    }

    private func address(
      _ memory: HostMemory, _ rank: Int, _ offset: Int
    ) -> UnsafeMutableRawPointer {
      guard let base = unsafe memory.segment(of: rank).baseAddress else {
        preconditionFailure("rank \(rank)'s segment is empty")
      }
      return unsafe base + offset
    }
  }
}
