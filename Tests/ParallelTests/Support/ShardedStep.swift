import Engine
import Kernels
import Layers
import Parallel

/// A training step's arithmetic on the ranks of a world, one after the other in this process.
struct ShardedStep {
  let model: Sequential
  let inputs: [Float]
  let classes: [Int32]
  let tree: ReductionTree

  private var batchSize: Int { classes.count }

  /// The gradient of the whole batch, summed as that world's exchanges sum it.
  func gradient(worldSize: Int) throws -> [Float] {
    FloatingPointMode.flushDenormals()
    let space = try model.parameterSpace()
    let blocks = try (0..<worldSize).map { try blockSums(rank: $0, worldSize: worldSize, space) }
    // Each source's memory must stay where it is until the sum is done.
    let memory = Arena(count: blocks.joined().count)
    var sources: [TreeSource] = []
    var start = 0
    for step in tree.plan(worldSize: worldSize) {
      let base = unsafe memory.base + start
      for (offset, value) in blocks[step.rank][block: step.block, space.count].enumerated() {
        unsafe base[offset] = value
      }
      unsafe sources.append(TreeSource(values: UnsafePointer(base), merges: step.merges))
      start += space.count
    }
    let sum = Arena(count: space.count)
    unsafe sources.withUnsafeBufferPointer {
      unsafe kernels.treeSum($0, into: sum.base, offset: 0, count: space.count)
    }
    return unsafe Array(UnsafeBufferPointer(start: sum.base, count: space.count))
  }

  /// What one rank computes: its own program, with just enough room, and only its samples.
  private func blockSums(
    rank: Int, worldSize: Int, _ space: ParameterSpace
  ) throws -> [Float] {
    let shard = try Shard(of: tree, rank: rank, worldSize: worldSize)
    let program = try Program(
      model.graph(), Objective(losses: [.sparseCategoricalCrossentropy]), labels: [.integer],
      capacity: shard.rowCapacity(batchSize: batchSize))
    let samples = shard.samples(ofBatchOf: batchSize)
    let rows = shard.rows(ofBatchOf: batchSize)
    let width = inputs.count / batchSize
    for (row, sample) in samples.enumerated() {
      unsafe program.targets(0).classes[row] = classes[sample]
      for column in 0..<width {
        unsafe program.input(0)[row * width + column] = inputs[sample * width + column]
      }
    }
    let weights = space.initialWeights(seed: model.seed)
    let gradients = Arena(count: rows.blocks.count * space.count)
    let others = Arena(count: 0)
    try unsafe weights.withUnsafeBufferPointer { weights in
      guard let base = weights.baseAddress else { return }
      let variables = unsafe ModelVariables(weights: base, others: others.base)
      try program.forward(
        TrainingPass(
          draws: SampleDraws(seed: 0, epoch: 0, firstSample: 0), leaves: rows,
          batchSize: batchSize, reduction: WholeBatch()),
        variables)
      try unsafe program.backward(variables, gradients: gradients.base)
    }
    return unsafe Array(UnsafeBufferPointer(start: gradients.base, count: gradients.count))
  }
}

extension [Float] {
  /// One of several blocks of the same length.
  fileprivate subscript(block block: Int, count: Int) -> ArraySlice<Float> {
    self[block * count..<(block + 1) * count]
  }
}
