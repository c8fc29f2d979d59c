import Engine
import Layers
import ModelTestSupport
import TestSupport
import Testing

/// Which units are kept must look like chance, and be the same for everyone who asks.
@Suite("DropoutOperation")
struct DropoutOperationTests {
  private static let units = 2_000
  private static let rows = 24
  private static let rates = [0.1, 0.5, 0.8]

  private let draws = SampleDraws(seed: 11, epoch: 2, firstSample: 96)

  /// Which units two dropouts of one model keep; the second is the first called again, or its
  /// equal.
  private func masks(
    rate: Double, _ draws: SampleDraws, rows: Range<Int> = 0..<rows, isShared: Bool = false
  ) throws -> [[Bool]] {
    let input = Symbol.input(shape: [Self.units])
    let first = Dropout(rate)
    let second = isShared ? first : Dropout(rate)
    let outputs = try [first(Rescaling(1)(input)), second(Rescaling(1)(input))]
    let run = try ProgramRun(
      Model(inputs: [input], outputs: outputs),
      Objective(losses: [MeanSquaredError(), MeanSquaredError()]), capacity: rows.count)
    let shifted = SampleDraws(
      seed: draws.seed, epoch: draws.epoch, firstSample: draws.firstSample + rows.lowerBound)
    return try run.forward(
      Batch(
        inputs: [[Float](repeating: 1, count: rows.count * Self.units)], targets: [],
        weights: [Float](repeating: 1, count: rows.count)), shifted
    ).outputs.map { $0.map { $0 != 0 } }
  }

  /// Five standard errors are missed once in 1.7 million.
  private func expectShare(
    _ hits: Int, of count: Int, _ share: Double, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = (Double(count) * share * (1 - share)).squareRoot()
    let expected = Double(count) * share
    #expect(
      abs(Double(hits) - expected) < 5 * error, "\(what): \(hits), expected \(expected)",
      sourceLocation: sourceLocation)
  }

  @Test("keeps its share of every sample's units, and of every unit's samples", arguments: rates)
  func share(rate: Double) throws {
    let mask = try masks(rate: rate, draws)[0]
    expectShare(mask.count { $0 }, of: mask.count, 1 - rate, "all")
    for row in 0..<Self.rows {
      let kept = mask[row * Self.units..<(row + 1) * Self.units].count { $0 }
      expectShare(kept, of: Self.units, 1 - rate, "sample \(row)")
    }
    // A stretch of sixteen units is one vector, and would show a lane that is drawn otherwise.
    for lane in 0..<16 {
      let indices = stride(from: lane, to: mask.count, by: 16)
      expectShare(indices.count { mask[$0] }, of: mask.count / 16, 1 - rate, "lane \(lane)")
    }
  }

  /// Two masks that have nothing to do with each other agree where both keep or both drop.
  @Test(
    "draws masks that have nothing to do with those of other samples, steps, epochs, layers, seeds",
    arguments: rates)
  func independence(rate: Double) throws {
    let agreement = rate * rate + (1 - rate) * (1 - rate)
    let own = try masks(rate: rate, draws)
    func expectIndependent(_ mask: [Bool], _ other: [Bool], _ what: String) {
      let agreed = zip(mask, other).count { $0 == $1 }
      expectShare(agreed, of: other.count, agreement, what)
    }
    /// Every other sample's units.
    func samples(from first: Int) -> [Bool] {
      stride(from: first, to: Self.rows, by: 2).flatMap { row in
        own[0][row * Self.units..<(row + 1) * Self.units]
      }
    }
    expectIndependent(own[0], own[1], "the other layer")
    let again = try masks(rate: rate, draws, isShared: true)[1]
    expectIndependent(own[0], again, "the layer's second call")
    expectIndependent(samples(from: 0), samples(from: 1), "the next sample of the batch")
    for (what, other) in [
      ("the next step", SampleDraws(seed: 11, epoch: 2, firstSample: 96 + Self.rows)),
      ("the next epoch", SampleDraws(seed: 11, epoch: 3, firstSample: 96)),
      ("the next seed", SampleDraws(seed: 12, epoch: 2, firstSample: 96)),
      ("a seed far away", SampleDraws(seed: 11 + (1 << 40), epoch: 2, firstSample: 96)),
    ] {
      expectIndependent(own[0], try masks(rate: rate, other)[0], what)
    }
  }

  /// The ranks of worlds of 2, 3 and 8 see parts of the batch.
  @Test("draws the same masks on any number of ranks", arguments: [2, 3, 8])
  func worldSizes(worldSize: Int) throws {
    for rate in Self.rates {
      let whole = try masks(rate: rate, draws)
      var joined: [[Bool]] = [[], []]
      for rank in 0..<worldSize {
        let part =
          rank * Self.rows / worldSize..<(rank + 1) * Self.rows / worldSize
        for (index, mask) in try masks(rate: rate, draws, rows: part).enumerated() {
          joined[index] += mask
        }
      }
      #expect(joined == whole, "rate \(rate)")
    }
  }

  /// What is kept is multiplied by 1/(1 - rate), rounded once; what is not is 0, whatever it was.
  @Test("scales what it keeps", arguments: rates)
  func scale(rate: Double) throws {
    var samples = SampleValues(seed: 630)
    var inputs = samples.floats(4 * Self.units)
    inputs[7] = .nan
    let run = try ProgramRun(
      Sequential([InputLayer(shape: [Self.units]), Dropout(rate)]),
      Objective(losses: [MeanSquaredError()]), capacity: 4)
    let batch = Batch(inputs: [inputs], targets: [], weights: [1, 1, 1, 1])
    let found = try run.forward(batch, draws).outputs[0]
    let factor = Float(1 / (1 - rate))
    for (index, value) in found.enumerated() where value.bitPattern != 0 {
      if inputs[index].isNaN {
        #expect(value.isNaN)
      } else {
        #expect(value.bitPattern == (inputs[index] * factor).bitPattern, "element \(index)")
      }
    }
    expectShare(
      found.count { $0.bitPattern != 0 }, of: found.count, 1 - rate, "kept of \(found.count)")
    expectSameBits(try run.predict([inputs], rows: 4)[0], inputs, "at inference")
  }
}
