/// The mean and the variance of each feature of samples.
package struct SampleMoments: Equatable, Sendable {
  /// The means.
  package let means: [Double]
  /// The variances, the means of the squared distances from the mean: NumPy's `var`.
  package let variances: [Double]

  /// The number of samples whose sums are added up before they are added to the others'.
  private static let chunkSize = 1_024

  /// Computes the moments in two passes, in `Double`: the same on any number of ranks.
  ///
  /// There are none, and the result is nil, where an element is NaN or infinite, or no sample.
  ///
  /// Each chunk of samples is summed in their order, and the chunks' sums are added in order. Sums
  /// are those of distances from the first sample, then from the mean, so a feature that is
  /// constant has it as its mean, and a variance of 0.
  ///
  /// - Parameters:
  ///   - samples: The samples.
  ///   - groups: The index of the feature that each element of a sample belongs to; elements behind
  ///     them repeat these. Every feature has as many elements.
  ///   - count: The number of features.
  package init?(of samples: Samples, groups: [Int], count: Int) {
    let perFeature = samples.count * (samples.sampleSize / Swift.max(count, 1))
    guard perFeature > 0 else { return nil }
    var origins = [Double](repeating: 0, count: count)
    for (element, value) in samples[0].prefix(groups.count).enumerated() {
      origins[groups[element]] = Double(value)
    }
    let distances = Self.sums(of: samples, groups, around: origins).distances
    let means = zip(origins, distances).map { $0 + $1 / Double(perFeature) }
    let (rests, squares) = Self.sums(of: samples, groups, around: means)
    // The rests are what rounding the mean has left: Chan, Golub and LeVeque 1983, equation 1.7.
    let variances = zip(rests, squares).map { rest, square in
      Swift.max(0, (square - rest * rest / Double(perFeature)) / Double(perFeature))
    }
    guard (means + variances).allSatisfy(\.isFinite) else { return nil }
    (self.means, self.variances) = (means, variances)
  }

  /// Sums the distances of each feature's elements from a number, and their squares.
  private static func sums(
    of samples: Samples, _ groups: [Int], around origins: [Double]
  ) -> (distances: [Double], squares: [Double]) {
    let zeros = [Double](repeating: 0, count: origins.count)
    var (totals, totalSquares) = (zeros, zeros)
    var (sums, squares) = (zeros, zeros)
    func endChunk() {
      for index in zeros.indices {
        totals[index] += sums[index]
        totalSquares[index] += squares[index]
        (sums[index], squares[index]) = (0, 0)
      }
    }
    unsafe samples.forEachRow { index, row in
      if index > 0, index.isMultiple(of: chunkSize) { endChunk() }
      var element = 0
      for position in row.indices {
        let group = groups[element]
        let distance = unsafe Double(row[position]) - origins[group]
        sums[group] += distance
        squares[group] += distance * distance
        element = element + 1 == groups.count ? 0 : element + 1
      }
    }
    endChunk()
    return (totals, totalSquares)
  }
}
