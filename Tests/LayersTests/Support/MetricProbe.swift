import Engine
import Layers
import ModelTestSupport

/// Metrics on outputs of the test's choosing.
struct MetricProbe {
  /// Each sample's metrics, in order.
  let values: [[Double]]
  /// The means over all samples, by their names in logs.
  let means: Scores.Means

  /// The loss decides in which form the metrics find labels.
  init(
    _ metrics: [any Metric], _ outputs: [[Float]], _ targets: Batch.Targets, _ labels: LabelKind,
    behind activation: ActivationFunction = .linear, loss: any Loss = MeanSquaredError()
  ) throws {
    let model = Sequential {
      InputLayer(shape: [outputs[0].count])
      Activation(activation)
    }
    let run = try ProgramRun(
      model, Objective(losses: [loss], metrics: [metrics]), labels: [labels],
      capacity: outputs.count)
    let scores = try run.evaluate(
      Batch(
        inputs: [Array(outputs.joined())], targets: [targets],
        weights: [Float](repeating: 0.5, count: outputs.count)))
    let entries = metrics.indices.map { index in
      run.program.scores.means(
        (0..<run.program.scores.count).map { $0 == index + 1 ? 1 : 0 }, sampleCount: 1
      )[index + 1].value
    }
    values = scores.map { row in zip(row.dropFirst(), entries).map { $0 * $1 } }
    let sums = scores.reduce([Double](repeating: 0, count: run.program.scores.count)) {
      zip($0, $1).map { $0 + $1 }
    }
    means = run.program.scores.means(sums, sampleCount: outputs.count)
  }
}

/// A metric of one sample in a plain loop; labels written out.
enum MetricFormula {
  /// The share of numbers on their label's side of a threshold.
  static func binary(_ outputs: [Float], _ labels: [Double], threshold: Float = 0.5) -> Double {
    var hits = 0.0
    for (output, label) in zip(outputs, labels) {
      if output > threshold, label == 1 { hits += 1 }
      if !(output > threshold), label == 0 { hits += 1 }
    }
    return hits / Double(outputs.count)
  }

  /// Whether the first largest number stands where the first largest label does.
  static func categorical(_ outputs: [Float], _ labels: [Double]) -> Double {
    let answer = outputs.firstIndex { output in outputs.allSatisfy { $0 <= output } }
    let label = labels.firstIndex { value in labels.allSatisfy { $0 <= value } }
    return answer == label ? 1 : 0
  }

  /// Whether fewer than `k` numbers are larger than the label's.
  static func topK(_ outputs: [Float], _ labels: [Double], k: Int) -> Double {
    let label = labels.firstIndex { value in labels.allSatisfy { $0 <= value } } ?? 0
    return outputs.count { $0 > outputs[label] } < k ? 1 : 0
  }
}
