import Kernels
import Models
import Parallel

/// An exchange of a process alone over a small parameter space, driven with plain arrays.
struct SoloExchange {
  let space: ParameterSpace
  let exchange: any Exchange

  init(leafCount: Int = 8, kind: ExchangeKind = .shared) throws {
    FloatingPointMode.flushDenormals()
    space = try Sequential { Dense(5, inputShape: [7]) }.parameterSpace()
    let tree = try ReductionTree(leafCount: leafCount)
    exchange = try kind.makeExchange(
      for: Shard(of: tree, rank: 0, worldSize: 1), of: space, in: .solo)
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
    for (place, value) in values.enumerated() { unsafe exchange.gradients[place] = value }
  }

  /// Updates each weight from itself and its gradient, and calls all of it finite or not.
  func update(
    isFinite: Bool = true, _ change: (_ weight: Float, _ gradient: Float) -> Float
  ) throws {
    try unsafe exchange.update { part, weights, gradient in
      for place in 0..<part.count {
        unsafe weights[place] = change(weights[place], gradient[place])
      }
      return isFinite
    }
  }
}
