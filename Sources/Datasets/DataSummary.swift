/// What there is to say of samples and their labels.
package struct DataSummary: Equatable, Sendable {
  /// The statistics of the samples' elements.
  package let elements: SampleStatistics
  /// The statistics of labels that are values.
  package private(set) var values = SampleStatistics()
  /// The number of samples of each class, by its index.
  package private(set) var classCounts: [Int] = []
  /// The number of samples of classes that are not counted one by one.
  package private(set) var unlistedCount = 0
  /// The greatest of those classes; 0 where there is none.
  package private(set) var greatestLabel = 0
  /// How often each sample occurs.
  package let occurrences: SampleOccurrences

  /// More classes are not counted one by one.
  package static let maximumClassCount = 1 << 20

  /// Looks at all samples and labels.
  ///
  /// - Parameters:
  ///   - samples: The samples.
  ///   - labels: Their labels; nil for none.
  ///   - differentLimit: The number of different samples that can be compared with one another.
  /// - Complexity: O(elements) in time; memory for the different samples that are compared, at most
  ///   28 MB, and 8 bytes for each class.
  package init(
    _ samples: Samples, _ labels: Labels?,
    differentLimit: Int = SampleOccurrences.usualDifferentLimit
  ) {
    var elements = SampleStatistics()
    var occurrences = SampleOccurrences(differentLimit: differentLimit)
    var comparison = labels.map { LabelComparison($0) }
    unsafe samples.forEachRow { index, row in
      var digest = SampleOccurrences.emptyDigest
      for position in row.indices {
        let element = unsafe row[position]
        elements.add(element)
        digest = SampleOccurrences.digest(digest, adding: element)
      }
      occurrences.add(digest, at: index) { comparison?.areEqual($0, index) ?? true }
    }
    self.elements = elements
    self.occurrences = occurrences
    guard let labels else { return }
    guard labels.areClasses else {
      unsafe labels.forEachRow { _, row in
        for position in row.indices { unsafe values.add(row[position]) }
      }
      return
    }
    for index in 0..<labels.count {
      let label = labels[index]
      guard label < Self.maximumClassCount else {
        unlistedCount += 1
        greatestLabel = max(greatestLabel, label)
        continue
      }
      while classCounts.count <= label { classCounts.append(0) }
      classCounts[label] += 1
    }
  }
}

/// A comparison of labels that needs no array for each.
private struct LabelComparison {
  private let labels: Labels
  private let areClasses: Bool
  private let size: Int
  /// Two labels that are values, and their positions.
  private var values: [Float]
  private var positions: [Int32] = [0, 0]

  init(_ labels: Labels) {
    self.labels = labels
    areClasses = labels.areClasses
    size = labels.sampleSize
    values = [Float](repeating: 0, count: areClasses ? 0 : 2 * size)
  }

  /// Whether the labels at two positions are the same.
  mutating func areEqual(_ one: Int, _ other: Int) -> Bool {
    guard !areClasses else { return labels[one] == labels[other] }
    positions[0] = Int32(one)
    positions[1] = Int32(other)
    unsafe positions.withUnsafeBufferPointer { positions in
      unsafe values.withUnsafeMutableBufferPointer { values in
        guard let base = values.baseAddress else { return }
        unsafe labels.gather(positions, into: base)
      }
    }
    return values[..<size].elementsEqual(values[size...])
  }
}
