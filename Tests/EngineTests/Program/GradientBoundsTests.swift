import Engine
import Kernels
import Layers
import ModelTestSupport
import TestSupport
import Testing

/// Through a program: a layer whose gradient is larger than what it is made of tells a bound.
@Suite("GradientBounds")
struct GradientBoundsTests {
  private static let rows = 4
  private static let leaves = LeafRows(offsets: [0, 2, 3, 4], blocks: [0..<1, 1..<3])

  @Test func isNeverBelowTheGradient() throws {
    for seed in 0..<4 as Range<UInt64> {
      let run = try Self.run(seed: seed)
      let largest = run.blocks.joined().reduce(0) { $1.isNaN ? $0 : max($0, abs($1)) }
      #expect(largest > 0)
      for factor in [0.25, 0.5, 1] as [Float] {
        #expect(!Self.isBelow(factor * largest, run), "\(factor) of the largest, seed \(seed)")
      }
      #expect(Self.isBelow(1.001 * largest, run), "just above the largest, seed \(seed)")
      #expect(Self.isBelow(0x1p117, run), "far above, seed \(seed)")
    }
  }

  /// The input is so large that its bound proves nothing, but the gradient is small.
  @Test func scansWhereTheBoundIsTooHigh() throws {
    let run = try Self.run(seed: 1) { $0 == 0 ? 0x1p120 : 0 }
    let blocks = run.blocks.map { $0.map { abs($0) < 0x1p100 ? $0 : 0 } }
    #expect(!Self.isBelow(0x1p117, run), "the gradient as it is")
    #expect(Self.isBelow(0x1p117, (run.program, blocks)), "the gradient without what is large")
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func takesWhatIsNotFiniteForLarge(value: Float) throws {
    for index in [0, 70, 255] {
      let run = try Self.run(seed: 2) { $0 == index ? value : nil }
      #expect(!Self.isBelow(0x1p117, run), "\(value) at \(index) of the input")
    }
  }

  /// Two layers, of which only the first's gradient is bounded, and the blocks' gradients.
  private static func run(
    seed: UInt64, input change: (Int) -> Float? = { _ in nil }
  ) throws -> (program: Program, blocks: [[Float]]) {
    let model = Sequential {
      Dense(64, inputShape: [64])
      Dense(2)
    }
    var run = try ProgramRun(model, Objective(losses: [MeanSquaredError()]), capacity: rows)
    run.randomizeWeights(seed: seed)
    var samples = SampleValues(seed: seed + 50)
    let input = samples.floats(rows * 64).enumerated().map { change($0) ?? $1 }
    let batch = Batch(
      inputs: [input], targets: [.values(samples.floats(rows * 2))],
      weights: [Float](repeating: 1, count: rows))
    let blocks = try run.train(batch, leaves: leaves, batchSize: rows).blocks
    return (run.program, blocks)
  }

  private static func isBelow(
    _ limit: Float, _ run: (program: Program, blocks: [[Float]])
  ) -> Bool {
    // The gaps, which the program leaves alone, are the caller's: zeros.
    let gradients = run.blocks.flatMap { block in
      var whole = [Float](repeating: 0, count: block.count)
      for parameter in run.program.parameterSpace.parameters {
        whole.replaceSubrange(parameter.range, with: block[parameter.range])
      }
      return whole
    }
    return unsafe gradients.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      return unsafe run.program.gradientIsBelow(limit, base)
    }
  }
}
