import Engine
import Kernels
import Layers
import Parallel

/// `exchange SEED HOST,...`: many steps of the ordered exchange on ranks that are taken to run on
/// the given hosts, every sum compared bit by bit with one that each rank computes alone.
///
/// Ranks come at different times, say that their gradients are complete in pieces of different
/// lengths or not at all, and leave steps out before and after they have looked at the sum. With a
/// seed below zero the last rank swaps two numbers of its gradient that it has said to be complete.
func exchangeExercise(_ all: ProcessGroup, _ arguments: [String]) throws {
  let seed = arguments.first.flatMap { Int($0) } ?? 0
  let hosts = (arguments.last ?? "").split(separator: ",").compactMap { Int($0) }
  guard hosts.count == all.worldSize, let world = all.world else {
    throw ExerciseError("\(hosts.count) hosts for \(all.worldSize) ranks")
  }
  FloatingPointMode.flushDenormals()
  let group = try ProcessGroup(world, hostNumber: hosts[all.rank])
  for (leafCount, sizes) in [(8, [300, 200, 10]), (64, [40, 50, 10]), (16, [3, 2])] {
    let drill = try ExchangeDrill(seed: seed, leafCount: leafCount, sizes: sizes, in: group)
    for step in 1...12 { try drill.run(step) }
    try drill.close()
  }
  try group.close()
}

/// What went wrong on a rank.
struct ExerciseError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Steps of one exchange over one parameter space.
private final class ExchangeDrill {
  private let seed: Int
  private let tree: ReductionTree
  private let shard: Shard
  private let space: ParameterSpace
  private let group: ProcessGroup
  private let exchange: any Exchange
  private var weights: [Float]

  init(seed: Int, leafCount: Int, sizes: [Int], in group: ProcessGroup) throws {
    let model = Sequential([InputLayer(shape: [sizes[0]])])
    for units in sizes.dropFirst() { model.add(Dense(units)) }
    space = try Program(
      model.graph(), Objective(losses: [MeanSquaredError()]), labels: [.dense], capacity: 1
    ).parameterSpace
    self.seed = seed
    tree = try ReductionTree(leafCount: leafCount)
    shard = try Shard(of: tree, rank: group.rank, worldSize: group.worldSize)
    self.group = group
    let memory = try ExchangeKind.ordered.makeWeights(count: space.count, in: group)
    exchange = try ExchangeKind.ordered.makeExchange(
      for: shard, of: space, weights: memory, recordWidth: 1, in: group)
    weights = (0..<space.count).map { Float($0 % 7) }
    try unsafe memory.write { [weights] target in
      for (index, value) in weights.enumerated() { unsafe target[index] = value }
    }
    // Other hosts' ranks may be ahead.
    try group.worldBarrier()
  }

  func close() throws { try exchange.close() }

  /// A number that only its arguments decide, of another size in every leaf: sums in another order
  /// have other bits.
  private func value(_ step: Int, _ leaf: Int, _ element: Int) -> Float {
    var state = UInt32(truncatingIfNeeded: (step * 1_031 + leaf) * 65_537 + element)
    state = (state ^ state >> 16) &* 0x7feb_352d
    state = (state ^ state >> 15) &* 0x846c_a68b
    state ^= state >> 16
    return Float(Int32(bitPattern: state)) / Float(1 + leaf * leaf)
  }

  /// A rank's own random choice.
  private func choice(_ step: Int, _ what: Int, of count: Int) -> Int {
    let bits = value(step + 1_000 + what, group.rank + abs(seed) * 97, 5).bitPattern
    return Int(bits % UInt32(count))
  }

  /// The sums of a subtree's leaves, element by element.
  private func sum(_ leaves: Range<Int>, _ step: Int) -> [Float] {
    guard leaves.count > 1 else {
      return (0..<space.count).map { value(step, leaves.lowerBound, $0) }
    }
    let middle = leaves.lowerBound + leaves.count / 2
    let right = sum(middle..<leaves.upperBound, step)
    return zip(sum(leaves.lowerBound..<middle, step), right).map { $0 + $1 }
  }

  func run(_ step: Int) throws {
    let isSkipped = step % 5 == 3
    let looksFirst = step % 2 == 0
    try backward(step)
    let totals = try exchange.meet(StepRecords(leafCount: shard.leaves.count, width: 1))
    guard totals.sums == [0] else { throw ExerciseError("totals \(totals.sums)") }
    let expected = sum(0..<tree.leafCount, step)
    if !isSkipped || looksFirst { try reduce(expected, step, updates: !isSkipped) }
    if isSkipped {
      // As when ranks agree that the sum is not finite.
      _ = try group.holdsEverywhere(true)
      try exchange.skip()
      unsafe exchange.gradients.update(repeating: .nan, count: gradientCount)
    } else {
      for index in weights.indices { weights[index] -= expected[index] }
      _ = try exchange.publish(true)
    }
    for (index, weight) in weights.enumerated()
    where unsafe exchange.weights[index].bitPattern != weight.bitPattern {
      throw ExerciseError(
        "step \(step), weight \(index): \(unsafe exchange.weights[index]), expected \(weight)")
    }
  }

  private var gradientCount: Int { shard.blocks.count * space.count }

  /// Fills the gradients from their end, in pieces, and says so for some of them.
  private func backward(_ step: Int) throws {
    if choice(step, 0, of: 2) == 0 { try exchange.gradientsAreComplete(from: space.count) }
    let sums = shard.blocks.map { sum($0, step) }
    var end = space.count
    while end > 0 {
      let start = max(0, end - 1 - choice(step, end, of: 30_000))
      for (block, values) in sums.enumerated() {
        for index in start..<end {
          unsafe exchange.gradients[block * space.count + index] = values[index]
        }
      }
      if choice(step, start, of: 3) > 0 { try exchange.gradientsAreComplete(from: start) }
      end = start
    }
    if seed < 0, group.rank == group.worldSize - 1 {
      unsafe exchange.gradients[0] = exchange.gradients[1]
    }
  }

  private func reduce(_ expected: [Float], _ step: Int, updates: Bool) throws {
    var count = 0
    var difference: String?
    try unsafe exchange.reduce { part, gradient in
      count += part.count
      for (offset, index) in part.enumerated() {
        // The tree's root is never -0.
        let bits = (expected[index] + 0).bitPattern
        if unsafe gradient[offset].bitPattern != bits, difference == nil {
          difference = unsafe "step \(step), the sum of element \(index) is \(gradient[offset])"
        }
        if updates { unsafe exchange.weights[index] -= gradient[offset] }
      }
    }
    if let difference { throw ExerciseError(difference) }
    guard count == exchange.slice.count else {
      throw ExerciseError("step \(step): \(count) of \(exchange.slice.count) sums")
    }
  }
}
