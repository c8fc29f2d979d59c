/// The sums that a model's losses and metrics are means of, and their names.
///
/// First each output's sum of losses, then its metrics' sums, output by output.
package struct Scores: Sendable, Equatable {
  /// One sum: its name in logs, and what a sample counts in it.
  struct Entry: Sendable, Equatable {
    let name: String
    let entriesPerSample: Int
  }

  let entries: [Entry]
  /// What each output's loss is multiplied by in the total.
  private let lossWeights: [Float]

  /// The sums of the terms of some outputs, of which several put their names before those of losses
  /// and metrics.
  init(_ terms: [OutputTerm], _ objective: Objective, outputNames: [String]) {
    let prefixes = terms.count == 1 ? [""] : Self.unique(outputNames).map { $0 + "_" }
    lossWeights = objective.lossWeights
    entries =
      prefixes.map { Entry(name: $0 + "loss", entriesPerSample: 1) }
      + prefixes.indices.flatMap { output in
        zip(objective.metrics[output], terms[output].metrics).map { metric, operation in
          Entry(
            name: prefixes[output] + metric.name, entriesPerSample: operation.entriesPerSample)
        }
      }
  }

  /// Names of which the same ones are counted, where a shared layer gives two outputs.
  private static func unique(_ names: [String]) -> [String] {
    names.enumerated().map { place, name in
      let earlier = names[..<place].count { $0 == name }
      return earlier == 0 ? name : "\(name)_\(earlier)"
    }
  }

  /// The number of sums.
  package var count: Int { entries.count }

  /// The total loss's sum over samples.
  package func totalLoss(_ sums: [Double]) -> Double {
    zip(lossWeights, sums).reduce(0) { $0 + Double($1.0) * $1.1 }
  }

  /// Means by name, `loss` first.
  package typealias Means = [(name: String, value: Double)]

  /// The names of the means, in order.
  package var names: [String] {
    means([Double](repeating: 0, count: count), sampleCount: 1).map(\.name)
  }

  /// The means of sums over a number of samples, `loss` first, in Keras's names.
  ///
  /// Source: Keras 3; a model of several outputs has the loss of each beside the total.
  package func means(_ sums: [Double], sampleCount: Int) -> Means {
    let count = Double(max(sampleCount, 1))
    let total = (name: "loss", value: totalLoss(sums) / count)
    let shown = lossWeights.count == 1 ? 1..<entries.count : 0..<entries.count
    return [total]
      + shown.map { place in
        (
          entries[place].name,
          sums[place] / (count * Double(entries[place].entriesPerSample))
        )
      }
  }
}
