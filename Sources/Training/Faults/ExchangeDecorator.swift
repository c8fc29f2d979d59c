import Parallel

/// An exchange around another, which does all that a conforming class does not change.
protocol ExchangeDecorator: Exchange {
  /// The exchange inside.
  var exchange: any Exchange { get }
}

extension ExchangeDecorator {
  var weights: UnsafeMutablePointer<Float> { unsafe exchange.weights }
  var gradients: UnsafeMutablePointer<Float> { unsafe exchange.gradients }
  var slice: Range<Int> { exchange.slice }
  var contendedWeights: UnsafeMutableBufferPointer<Float>? { unsafe exchange.contendedWeights }

  func gradientsAreComplete(from offset: Int) throws {
    try exchange.gradientsAreComplete(from: offset)
  }
  func meet(_ records: StepRecords) throws -> StepTotals { try exchange.meet(records) }
  func reduce(_ body: GradientPart) throws { try unsafe exchange.reduce(body) }
  func gatherChunks(_ own: [Double]) throws -> [Double] { try exchange.gatherChunks(own) }
  func publish(_ areFinite: Bool) throws -> Bool { try exchange.publish(areFinite) }
  func skip() throws { try exchange.skip() }
  func close() throws { try exchange.close() }
}
