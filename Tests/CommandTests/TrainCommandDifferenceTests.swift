import Foundation
import TestSupport
import Testing

/// The identities would mean nothing if all runs gave the same bits.
@Suite("train, with other settings")
struct TrainCommandDifferenceTests {
  private static let usual = RunSettings(sampleCount: 300, batchSize: 64, epochs: 1)

  @Test(
    "writes other weights",
    arguments: [
      ["--seed", "1"], ["--leaves", "4"], ["--leaves", "1"], ["--learning-rate", "0.002"],
      ["--optimizer", "sgd"], ["--train-samples", "299"],
    ])
  func otherWeights(further: [String]) throws {
    var settings = Self.usual
    settings.further = further
    let found = try SoloRuns.checkpoints(of: settings)
    let expected = try SoloRuns.checkpoints(of: Self.usual)
    #expect(found.keys.sorted() == expected.keys.sorted())
    for (name, bytes) in found {
      let difference = try firstTensorDifference(bytes, #require(expected[name]))
      #expect(difference != nil, "\(name) has the same tensors with \(further)")
    }
  }
}
