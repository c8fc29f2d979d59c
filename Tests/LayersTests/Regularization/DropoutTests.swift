import Engine
import Kernels
import Layers
import ModelTestSupport
import Testing

@Suite("Dropout")
struct DropoutTests {
  private static let units = 1_000
  private static let rows = 20

  /// The outputs of a layer of its own on ones, as the training's forward pass gives them.
  private func outputs(rate: Double, _ draws: SampleDraws, rows: Int = rows) throws -> [Float] {
    FloatingPointMode.flushDenormals()
    let model = Sequential {
      InputLayer(shape: [Self.units])
      Dropout(rate)
    }
    let run = try ProgramRun(
      model, loss: CategoricalCrossentropy(fromLogits: true), capacity: rows)
    return try run.forward(
      [Float](repeating: 1, count: rows * Self.units), classes: (0..<rows).map { _ in 0 }, draws)
  }

  private let draws = SampleDraws(seed: 7, epoch: 3, firstSample: 40)

  /// The number of kept units is binomial; 5 standard errors are missed once in 1.7 million.
  @Test("keeps its share of the units, scaled up", arguments: [0.1, 0.25, 0.5, 0.9])
  func keptShare(rate: Double) throws {
    let found = try outputs(rate: rate, draws)
    let kept = found.count { $0 != 0 }
    let expected = Double(found.count) * (1 - rate)
    let error = (expected * rate).squareRoot()
    #expect(abs(Double(kept) - expected) < 5 * error, "\(kept) kept, \(expected) expected")
    let scale = Float(1 / (1 - rate))
    #expect(found.allSatisfy { $0 == 0 || $0.bitPattern == scale.bitPattern })
  }

  @Test("draws other masks for other samples, epochs and seeds")
  func masksDiffer() throws {
    let found = try outputs(rate: 0.5, draws)
    let samples = Set(
      (0..<Self.rows).map { Array(found[$0 * Self.units..<($0 + 1) * Self.units]) })
    #expect(samples.count == Self.rows, "two samples of a batch have the same mask")
    for other in [
      SampleDraws(seed: 8, epoch: 3, firstSample: 40),
      SampleDraws(seed: 7, epoch: 4, firstSample: 40),
      SampleDraws(seed: 7, epoch: 3, firstSample: 60),
    ] {
      #expect(try outputs(rate: 0.5, other) != found, "\(other)")
    }
  }

  /// As when another rank computes the last ten samples.
  @Test("draws a sample's mask the same whoever computes it")
  func masksDoNotDependOnTheShard() throws {
    let whole = try outputs(rate: 0.5, draws)
    let part = try outputs(
      rate: 0.5, SampleDraws(seed: 7, epoch: 3, firstSample: 50), rows: 10)
    #expect(Array(whole[(10 * Self.units)...]) == part)
  }

  @Test("changes nothing at a rate of 0, keeps nothing at 1", arguments: [0, 1])
  func extremes(rate: Double) throws {
    let expected: Float = rate == 0 ? 1 : 0
    #expect(try outputs(rate: rate, draws).allSatisfy { $0 == expected })
  }

  @Test("is the identity at inference")
  func inference() throws {
    FloatingPointMode.flushDenormals()
    func output(_ layers: [any Layer]) throws -> [Float] {
      try ProgramRun(
        Sequential([InputLayer(shape: [9])] + layers),
        loss: CategoricalCrossentropy(fromLogits: true), capacity: 2
      ).predict((0..<18).map(Float.init), rows: 2)
    }
    #expect(try output([Dropout(0.5)]) == (0..<18).map(Float.init))
    #expect(try output([Activation(.softmax), Dropout(0.5)]) == output([Activation(.softmax)]))
  }

  @Test("refuses a rate that is no share", arguments: [-0.1, 1.5, .nan])
  func rates(rate: Double) {
    let model = Sequential {
      Dense(4, inputShape: [3])
      Dropout(rate, name: "drop")
    }
    let error = #expect(throws: ModelError.self) { try model.graph() }
    #expect(error?.description == "rate of layer drop is \(rate); expected a number from 0 to 1")
  }
}
