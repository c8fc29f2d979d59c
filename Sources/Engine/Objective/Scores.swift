/// The sums from which a model's losses and metrics are computed as means, and their names.
///
/// Each output's loss comes first, then the metrics, output by output.
package struct Scores: Sendable, Equatable {
  /// One sum: its name in logs, and its entries per sample.
  struct Entry: Sendable, Equatable {
    let name: String
    let entriesPerSample: Int
    /// The direction of improvement; nil where it is not known.
    let direction: MetricDirection?
  }

  let entries: [Entry]
  /// The weight of each output's loss in the total.
  private let lossWeights: [Float]

  /// Creates the sums of the outputs' terms; with several outputs, names are prefixed with the
  /// output's name.
  init(_ terms: [OutputTerm], _ objective: Objective, outputNames: [String]) {
    let prefixes = terms.count == 1 ? [""] : Self.unique(outputNames).map { $0 + "_" }
    lossWeights = objective.lossWeights
    let losses = prefixes.map { Entry(name: $0 + "loss", entriesPerSample: 1, direction: .down) }
    let metrics = prefixes.indices.flatMap { output in
      zip(objective.metrics[output], terms[output].metrics).map { metric, operation in
        Entry(
          name: prefixes[output] + metric.name, entriesPerSample: operation.entriesPerSample,
          direction: (metric as? any BuiltInMetric)?.direction)
      }
    }
    // As in Keras: a second metric of a name is counted, `accuracy_1`; one called `loss` is too.
    let reserved = (terms.count == 1 ? [] : ["loss"]) + losses.map(\.name)
    let names = Self.unique(reserved + metrics.map(\.name)).dropFirst(reserved.count)
    entries = zip(losses + metrics, losses.map(\.name) + names).map {
      Entry(name: $1, entriesPerSample: $0.entriesPerSample, direction: $0.direction)
    }
  }

  /// Returns the names with duplicates numbered, so that no two are equal.
  private static func unique(_ names: [String]) -> [String] {
    var taken: Set<String> = []
    return names.map { name in
      var unique = name
      var count = 0
      while !taken.insert(unique).inserted {
        count += 1
        unique = "\(name)_\(count)"
      }
      return unique
    }
  }

  /// The number of sums.
  package var count: Int { entries.count }

  /// Returns the total loss's sum over samples.
  package func totalLoss(_ sums: [Double]) -> Double {
    zip(lossWeights, sums).reduce(0) { $0 + Double($1.0) * $1.1 }
  }

  /// Means by name, `loss` first.
  package typealias Means = [(name: String, value: Double)]

  /// The names of the means, in order.
  package var names: [String] {
    means([Double](repeating: 0, count: count), sampleCount: 1).map(\.name)
  }

  /// The direction in which the number of a name improves; nil where it is not known.
  package func direction(of name: String) -> MetricDirection? {
    name == "loss" ? .down : entries.first { $0.name == name }?.direction
  }

  /// Returns the means over a number of samples by Keras's names, `loss` first; NaN for no samples.
  ///
  /// Source: Keras 3; a model with several outputs also reports the loss of each.
  package func means(_ sums: [Double], sampleCount: Int) -> Means {
    let count = Double(sampleCount)
    let total = (name: "loss", value: totalLoss(sums) / count)
    let shown = lossWeights.count == 1 ? 1..<entries.count : 0..<entries.count
    return [total]
      + shown.map { index in
        (
          entries[index].name,
          sums[index] / (count * Double(entries[index].entriesPerSample))
        )
      }
  }
}
