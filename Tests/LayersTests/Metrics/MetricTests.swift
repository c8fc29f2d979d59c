import Engine
import Layers
import ModelTestSupport
import TestSupport
import Testing

/// Every metric against plain loops, on outputs with many ties.
@Suite("Metrics")
struct MetricTests {
  private static let classCount = 7

  /// Outputs of which many are equal: whole numbers from -2 to 2, or eighths of 1.
  private static func outputs(_ samples: inout SampleValues, shares: Bool) -> [[Float]] {
    (0..<60).map { _ in
      samples.classes(classCount, of: shares ? 9 : 5).map { shares ? Float($0) / 8 : Float($0) - 2 }
    }
  }

  private static let ks = [1, 2, 5, 7, 9]

  private static let oneHotMetrics: [any Metric] =
    [.accuracy, .categoricalAccuracy, .binaryAccuracy, BinaryAccuracy(threshold: 0.25)]
    + ks.map { TopKCategoricalAccuracy(k: $0) }
  private static let integerMetrics: [any Metric] =
    [.accuracy, .sparseCategoricalAccuracy, .binaryAccuracy, BinaryAccuracy(threshold: 0.25)]
    + ks.map { SparseTopKCategoricalAccuracy(k: $0) }

  private static func expected(_ outputs: [Float], _ labels: [Double]) -> [Double] {
    let accuracy = MetricFormula.categorical(outputs, labels)
    return [
      accuracy, accuracy, MetricFormula.binary(outputs, labels),
      MetricFormula.binary(outputs, labels, threshold: 0.25),
    ] + ks.map { MetricFormula.topK(outputs, labels, k: $0) }
  }

  /// Labels as zeros and a one, or as integers; which the loss hands on as classes or as numbers.
  @Test(arguments: [LabelKind.oneHot, .integer], [false, true])
  func countAsPlainLoopsDo(labels: LabelKind, asNumbers: Bool) throws {
    var samples = SampleValues(seed: 600)
    let classes = samples.classes(60, of: Self.classCount)
    var loss: any Loss = MeanSquaredError()
    if !asNumbers {
      loss = labels == .oneHot ? .categoricalCrossentropy : .sparseCategoricalCrossentropy
    }
    for shares in [false, true] {
      let outputs = Self.outputs(&samples, shares: shares)
      let metrics = labels == .oneHot ? Self.oneHotMetrics : Self.integerMetrics
      let probe = try MetricProbe(metrics, outputs, .classes(classes), labels, loss: loss)
      for row in outputs.indices {
        let label = (0..<Self.classCount).map { $0 == classes[row] ? 1.0 : 0 }
        for (metric, (found, wanted)) in zip(
          metrics, zip(probe.values[row], Self.expected(outputs[row], label)))
        {
          #expect(
            abs(found - wanted) < 1e-12,
            "\(metric.name) of \(outputs[row]), class \(classes[row]): \(found), not \(wanted)")
        }
      }
    }
  }

  /// The class of a soft label is its first largest share, and no number equals it.
  @Test func readSoftLabels() throws {
    var samples = SampleValues(seed: 610)
    let outputs = Self.outputs(&samples, shares: true)
    let labels = Self.outputs(&samples, shares: true).map { row in
      row.map { $0 == 0 || $0 == 1 ? 0.5 : $0 }
    }
    let probe = try MetricProbe(
      Self.oneHotMetrics, outputs, .values(Array(labels.joined())), .dense)
    for row in outputs.indices {
      let wanted = Self.expected(outputs[row], labels[row].map(Double.init))
      #expect(probe.values[row] == wanted, "\(outputs[row]) for \(labels[row])")
      #expect(Array(probe.values[row][2...3]) == [0, 0])
    }
  }

  /// The mean over samples, each of which counts once: metrics ignore weights.
  @Test func areMeansUnderTheirNames() throws {
    let probe = try MetricProbe(
      [.accuracy, .binaryAccuracy, .topKCategoricalAccuracy(k: 2), .categoricalAccuracy],
      [[0.9, 0.1, 0.2], [0.3, 0.6, 0.7], [0.5, 0.25, 0.25], [1, 1, 1]],
      .classes([0, 1, 2, 2]), .oneHot)
    #expect(
      probe.means.map(\.name) == [
        "loss", "accuracy", "binary_accuracy", "top_k_categorical_accuracy",
        "categorical_accuracy",
      ])
    #expect(probe.means.dropFirst().map(\.value) == [0.25, 8 / 12.0, 1, 0.25])
  }

  /// A class that is the first of the largest logits is that of the largest probabilities.
  @Test func areTheSameOverLogitsAndProbabilities() throws {
    var samples = SampleValues(seed: 620)
    let outputs = Self.outputs(&samples, shares: false)
    let classes = samples.classes(60, of: Self.classCount)
    let metrics = Self.oneHotMetrics.filter { ($0 as? any BuiltInMetric)?.readsOrderOnly == true }
    #expect(metrics.count == 1 + Self.ks.count)
    let logits = try MetricProbe(
      metrics, outputs, .classes(classes), .oneHot,
      loss: CategoricalCrossentropy(fromLogits: true))
    let probabilities = try MetricProbe(
      metrics, outputs, .classes(classes), .oneHot, behind: .softmax,
      loss: CategoricalCrossentropy())
    let apart = try MetricProbe(
      metrics, outputs, .classes(classes), .oneHot, behind: .softmax, loss: MeanSquaredError())
    #expect(probabilities.values == logits.values)
    #expect(apart.values == logits.values)
  }
}
