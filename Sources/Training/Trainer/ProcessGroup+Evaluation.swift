import Engine
import Parallel

extension ProcessGroup {
  /// Returns the result that rank 0 computes, on every rank; the others sleep meanwhile.
  ///
  /// `names` are those of the means, equal on every rank.
  func shared(
    _ names: [String], _ compute: () throws -> Scores.Means?
  ) throws -> Scores.Means {
    var numbers = [Double](repeating: 0, count: names.count)
    try onFirst {
      if let means = try compute() { numbers = means.map(\.value) }
    }
    try broadcast(&numbers)
    return zip(names, numbers).map { (name: $0, value: $1) }
  }

  /// Returns the means over all samples, of which every rank computes a part, on every rank.
  ///
  /// Each sample's numbers are gathered and added in the samples' order, so the bits are those of
  /// one rank. `progress` is called with an estimate of the number of samples done.
  func evaluateTogether(
    _ evaluator: Evaluator, _ data: TrainingData, _ variables: ModelVariables,
    progress: (Int) -> Void = { _ in }
  ) throws -> Scores.Means {
    let parts = (0..<worldSize).map { part in
      data.count * part / worldSize..<data.count * (part + 1) / worldSize
    }
    let own = Result {
      try evaluator.terms(of: parts[slicePosition], data, variables) { done in
        progress(min(done * worldSize, data.count))
      }
    }
    // The ranks of a host sleep here until the last one is there; in MPI they would poll.
    try hostBarrier()
    let width = evaluator.scores.count
    let all = try gatherSlices(together(own), counts: parts.map { $0.count * width })
    return evaluator.means(of: all, sampleCount: data.count)
  }
}
