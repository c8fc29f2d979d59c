import Engine
import Layers
import ModelTestSupport
import Testing

@Suite("BinaryAccuracy")
struct BinaryAccuracyTests {
  /// One half is not above one half, and NaN is on neither side.
  @Test func wantsMoreThanTheThreshold() throws {
    let outputs: [[Float]] = [[0.5], [0.5], [0.500_1], [.nan], [.nan]]
    let probe = try MetricProbe(
      [.binaryAccuracy], outputs, .values([0, 1, 1, 0, 1]), .dense)
    #expect(probe.values == [[1], [0], [1], [0], [0]])
  }

  @Test func takesAnotherThreshold() throws {
    let outputs: [[Float]] = [[0.3], [0.3], [0.1]]
    let probe = try MetricProbe(
      [BinaryAccuracy(threshold: 0.25), BinaryAccuracy(threshold: 0.75)], outputs,
      .values([1, 0, 0]), .dense)
    #expect(probe.values == [[1, 0], [0, 1], [1, 1]])
  }

  @Test func meansOverAllOutputs() throws {
    let probe = try MetricProbe(
      [.binaryAccuracy], [[0.9, 0.9, 0.1, 0.1], [1, 1, 1, 1]],
      .values([1, 0, 0, 0.5, 1, 1, 1, 1]), .dense)
    #expect(probe.values == [[0.5], [1]])
    #expect(probe.means.last?.value == 0.75)
  }

  /// The loss takes the logits before the sigmoid; the threshold is one of probabilities all the
  /// same.
  @Test func readsProbabilitiesWhereTheLossReadsLogits() throws {
    let outputs: [[Float]] = [[0.25], [-0.25], [0.75]]
    let behind = try MetricProbe(
      [.binaryAccuracy], outputs, .values([1, 0, 1]), .dense, behind: .sigmoid,
      loss: BinaryCrossentropy())
    #expect(behind.values == [[1], [1], [1]])
    // Without a sigmoid there are only the outputs, as in Keras.
    let bare = try MetricProbe(
      [.binaryAccuracy], outputs, .values([1, 0, 1]), .dense,
      loss: BinaryCrossentropy(fromLogits: true))
    #expect(bare.values == [[0], [1], [1]])
  }

  @Test(arguments: [0, 1, -0.5, .nan] as [Float])
  func refusesAThresholdThatIsNoShare(threshold: Float) {
    #expect(
      throws: ModelError.metric(
        "binary_accuracy", expected: "a threshold between 0 and 1", found: "\(threshold)")
    ) {
      try MetricProbe([BinaryAccuracy(threshold: threshold)], [[0]], .values([0]), .dense)
    }
  }
}
