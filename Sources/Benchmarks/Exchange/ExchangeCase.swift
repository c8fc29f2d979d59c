import Engine
import Kernels
import Layers
import MPI
import Parallel

/// An exchange of a number of floats, ready to be timed.
protocol ExchangeCase: AnyObject {
  /// The number of floats.
  var floatCount: Int { get }
  /// Writes the data to exchange, as a backward pass does: they are then in this rank's caches.
  func fill() throws
  /// Exchanges the data and reads the result.
  func run() throws
  /// - Throws: `BenchmarkError.wrongSum` when the last `run` gave a wrong sum.
  func check() throws
  /// Frees shared memory; collective.
  func close() throws
}

extension ExchangeCase {
  func check() throws {}
  func close() throws {}
}

/// An exchange from the ranks' gradients to weights that every rank has read.
///
/// The update is a copy of the sum to the weights, so that the exchange is timed without an
/// optimizer. The weights' cache lines are claimed before, as in a backward pass.
@safe
final class StrategyCase: ExchangeCase {
  private let kind: ExchangeKind
  private let exchange: any Exchange
  private let space: ParameterSpace
  private let blockCount: Int
  private let worldBlockCount: Int
  private let records: StepRecords

  init(_ kind: ExchangeKind, floatCount: Int, leafCount: Int, in group: ProcessGroup) throws {
    self.kind = kind
    space = try Sequential { Dense(1, useBias: false, inputShape: [floatCount]) }.parameterSpace()
    let tree = try ReductionTree(leafCount: leafCount)
    let shard = try Shard(of: tree, rank: group.rank, worldSize: group.worldSize)
    blockCount = shard.blocks.count
    worldBlockCount = tree.plan(worldSize: group.worldSize).count
    records = StepRecords(leafCount: shard.leaves.count, width: 2)
    exchange = try kind.makeExchange(
      for: shard, of: space, weights: kind.makeWeights(count: space.count, in: group),
      recordWidth: 2, in: group)
  }

  var floatCount: Int { space.count }

  func fill() {
    unsafe exchange.gradients.update(repeating: 1, count: blockCount * space.count)
    unsafe kernels.take(Claim(exchange.contendedWeights))
  }

  func run() throws {
    _ = try exchange.meet(records)
    try unsafe exchange.reduce { part, gradient in
      unsafe kernels.copy(gradient, to: exchange.weights + part.lowerBound, count: part.count)
    }
    _ = try exchange.publish(true)
    unsafe readAll(exchange.weights, count: space.count)
  }

  func check() throws {
    for index in [0, space.count / 2, space.count - 1] {
      let found = unsafe exchange.weights[index]
      guard found == Float(worldBlockCount) else {
        throw BenchmarkError.wrongSum(
          of: kind.rawValue, found: found, expected: Float(worldBlockCount))
      }
    }
  }

  func close() throws { try exchange.close() }
}

/// `MPI_Allreduce` of one vector, in place.
final class AllReduceCase: ExchangeCase {
  private let memory: WorkMemory
  private let group: ProcessGroup

  init(floatCount: Int, in group: ProcessGroup) {
    memory = WorkMemory(floatCount)
    self.group = group
  }

  var floatCount: Int { memory.count }

  func fill() { unsafe memory.base.update(repeating: 1, count: memory.count) }

  func run() throws {
    try unsafe group.world?.allReduceSum(
      UnsafeMutableBufferPointer(start: memory.base, count: memory.count))
    unsafe readAll(memory.base, count: memory.count)
  }

  func check() throws {
    let found = unsafe memory.base[memory.count / 2]
    guard found == Float(group.worldSize) else {
      throw BenchmarkError.wrongSum(
        of: ExchangeWay.allReduce.name, found: found, expected: Float(group.worldSize))
    }
  }
}

/// A copy from the next rank's memory of as many floats as `shared` reads from other ranks.
@safe
final class CopyCase: ExchangeCase {
  let floatCount: Int

  private let memory: HostMemory
  private let target: WorkMemory
  private let group: ProcessGroup

  init(floatCount: Int, in group: ProcessGroup) throws {
    self.floatCount = floatCount
    self.group = group
    memory = try HostMemory(byteCount: floatCount * MemoryLayout<Float>.stride, in: group)
    target = WorkMemory(floatCount)
    fill()
    try group.hostBarrier()
  }

  func fill() {
    unsafe floats(of: group.hostRank).update(repeating: 1, count: floatCount)
  }

  func run() {
    // The other ranks' blocks of the slice, and then their slices of the weights.
    var left = 2 * floatCount * (group.worldSize - 1) / group.worldSize
    let source = unsafe floats(of: (group.hostRank + 1) % group.worldSize)
    while left > 0 {
      let count = min(left, floatCount)
      unsafe target.base.update(from: source, count: count)
      left -= count
    }
  }

  private func floats(of hostRank: Int) -> UnsafeMutablePointer<Float> {
    guard let base = unsafe memory.segment(of: hostRank).baseAddress else {
      preconditionFailure("rank \(hostRank)'s segment is empty")
    }
    return unsafe base.assumingMemoryBound(to: Float.self)
  }

  func close() throws { try memory.close() }
}

/// A barrier of one host.
final class BarrierCase: ExchangeCase {
  let floatCount = 0
  private let group: ProcessGroup

  init(in group: ProcessGroup) { self.group = group }

  func fill() {}
  func run() throws { try group.hostBarrier() }
}

/// Reads floats at full speed; the sum prevents the compiler from removing the loop.
private func readAll(_ floats: UnsafeMutablePointer<Float>, count: Int) {
  let sum = unsafe kernels.read(UnsafePointer(floats), count: count)
  precondition(!sum.isNaN, "a sum of ones is not a number")
}
