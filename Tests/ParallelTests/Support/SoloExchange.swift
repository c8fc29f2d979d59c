import Engine
import Kernels
import Layers
import Parallel

/// An exchange of a process alone over a small parameter space, driven with plain arrays.
struct SoloExchange {
  let space: ParameterSpace
  let exchange: any Exchange
  private let memory: HostWeights
  private let leafCount: Int

  init(leafCount: Int = 8, kind: ExchangeKind = .shared) throws {
    FloatingPointMode.flushDenormals()
    space = try Sequential { Dense(5, inputShape: [7]) }.parameterSpace()
    self.leafCount = leafCount
    let tree = try ReductionTree(leafCount: leafCount)
    memory = try kind.makeWeights(count: space.count, in: .solo)
    exchange = try kind.makeExchange(
      for: Shard(of: tree, rank: 0, worldSize: 1), of: space, weights: memory, recordWidth: 2,
      in: .solo)
  }

  func setWeights(_ values: [Float]) throws {
    try unsafe memory.write { weights in
      for (index, value) in values.enumerated() { unsafe weights[index] = value }
    }
  }

  /// A vector of the parameter space.
  func vector(_ value: (Int) -> Float) -> [Float] { (0..<space.count).map(value) }

  /// The weights as a rank reads them.
  var weights: [Float] {
    unsafe Array(UnsafeBufferPointer(start: exchange.weights, count: space.count))
  }

  /// The rank's block sums, of which a process alone has one.
  var gradients: [Float] {
    unsafe Array(UnsafeBufferPointer(start: exchange.gradients, count: space.count))
  }

  func setGradients(_ values: [Float]) {
    for (index, value) in values.enumerated() { unsafe exchange.gradients[index] = value }
  }

  /// Updates each weight from itself and its gradient.
  func update(_ change: (_ weight: Float, _ gradient: Float) -> Float) throws {
    try unsafe exchange.reduce { part, gradient in
      let weights = unsafe exchange.weights + part.lowerBound
      for index in 0..<part.count {
        unsafe weights[index] = change(weights[index], gradient[index])
      }
    }
    _ = try exchange.publish(true)
  }

  /// Meets with two sums of each leaf, zeros unless given.
  func meet(_ leaves: [[Double]] = [], flags: StepFlags = []) throws -> StepTotals {
    var records = StepRecords(leafCount: leafCount, width: 2)
    for (index, sum) in leaves.joined().enumerated() { records.sums[index] = sum }
    records.flags = flags
    return try exchange.meet(records)
  }
}
