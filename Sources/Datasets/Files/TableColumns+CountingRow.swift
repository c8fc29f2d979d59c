extension TableColumns {
  /// The first row of a table without a header where it could be one, such as years: different
  /// whole numbers in ascending order; nil for any other.
  package func countingRow(_ data: (samples: Samples, labels: Labels)) -> String? {
    let positions = labels.compactMap { Int($0) }
    guard features == nil, classes == nil, positions.count == labels.count, data.samples.count > 0
    else { return nil }
    var row = data.samples[0]
    let labels = zip(positions, data.labels.values(at: 0)).sorted { $0.0 < $1.0 }
    for (position, label) in labels {
      guard (1...row.count + 1).contains(position) else { return nil }
      row.insert(label, at: position - 1)
    }
    let numbers = row.compactMap { Int(exactly: $0) }
    guard numbers.count == row.count, zip(numbers, numbers.dropFirst()).allSatisfy(<) else {
      return nil
    }
    return numbers.prefix(8).map(String.init).joined(separator: ",")
      + (numbers.count > 8 ? ",..." : "")
  }
}
