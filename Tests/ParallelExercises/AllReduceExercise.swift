import Engine
import Layers
import Parallel

/// `all-reduce`: two steps of the exchange `mpi`, with whole numbers, whose sums are exact in any
/// order.
func allReduceExercise(_ group: ProcessGroup, _ arguments: [String]) throws {
  let space = try Sequential { Dense(5, inputShape: [7]) }.parameterSpace()
  let shard = try Shard(
    of: ReductionTree(leafCount: 8), rank: group.rank, worldSize: group.worldSize)
  let memory = try ExchangeKind.mpi.makeWeights(count: space.count, in: group)
  let exchange = try ExchangeKind.mpi.makeExchange(
    for: shard, of: space, weights: memory, recordWidth: 1, in: group)
  try expect("the slice", exchange.slice, is: 0..<space.count)
  var expected = (0..<space.count).map { Float($0) }
  try unsafe memory.write { weights in
    for (index, value) in expected.enumerated() { unsafe weights[index] = value }
  }

  for step in 1...2 {
    // Each leaf adds its number's square, so that all blocks count.
    for (index, block) in shard.blocks.enumerated() {
      let sum = block.reduce(0) { $0 + $1 * $1 }
      for element in 0..<space.count {
        unsafe exchange.gradients[index * space.count + element] = Float(step * sum * element)
      }
    }
    var records = StepRecords(leafCount: shard.leaves.count, width: 1)
    for (index, leaf) in shard.leaves.enumerated() { records.sums[index] = Double(step * leaf) }
    if group.rank == 0 { records.flags = .checkpointDue }
    let totals = try exchange.meet(records)
    try expect("the loss's sum in step \(step)", totals.sums, is: [Double(28 * step)])
    try expect("the flags in step \(step)", totals.flags, is: .checkpointDue)

    try unsafe exchange.reduce { part, gradient in
      for index in part {
        unsafe exchange.weights[index] -= gradient[index - part.lowerBound]
      }
    }
    for index in expected.indices { expected[index] -= Float(140 * step * index) }
    try expect(
      "the gathered chunks", exchange.gatherChunks([Double(group.rank)]), is: [Double(group.rank)])
    try expect("finite weights", exchange.publish(step == 1), is: step == 1)
    let weights = unsafe Array(UnsafeBufferPointer(start: exchange.weights, count: space.count))
    try expect("the weights after step \(step)", weights, is: expected)
  }

  try exchange.close()
}

/// A result that is not what it should be.
private struct Mismatch: Error, CustomStringConvertible {
  let description: String
}

/// Throws unless the two are equal.
private func expect<Value: Equatable>(_ what: String, _ found: Value, is expected: Value) throws {
  guard found != expected else { return }
  throw Mismatch(description: "\(what): expected \(expected), found \(found)")
}
