/// The range and the distribution of numbers.
package struct SampleStatistics: Equatable, Sendable {
  /// The number of finite numbers.
  package private(set) var count = 0
  /// The number of those that are NaN or infinite.
  package private(set) var nonFiniteCount = 0
  /// The number of zeros.
  package private(set) var zeroCount = 0
  /// The smallest finite number.
  package private(set) var minimum = Float.infinity
  /// The largest finite number.
  package private(set) var maximum = -Float.infinity
  private var mean0 = 0.0
  private var squares = 0.0

  /// The statistics of no numbers.
  package init() {}

  /// The mean of the finite numbers; 0 for none.
  package var mean: Double { mean0 }

  /// The standard deviation of the finite numbers, as NumPy's `std`.
  package var deviation: Double { count > 0 ? (squares / Double(count)).squareRoot() : 0 }

  /// Adds a number.
  ///
  /// Mean and squares are updated in one pass. Source: Welford 1962, "Note on a method for
  /// calculating corrected sums of squares and products".
  package mutating func add(_ number: Float) {
    guard number.isFinite else {
      nonFiniteCount += 1
      return
    }
    count += 1
    if number == 0 { zeroCount += 1 }
    if number < minimum { minimum = number }
    if number > maximum { maximum = number }
    let value = Double(number)
    let difference = value - mean0
    mean0 += difference / Double(count)
    squares += difference * (value - mean0)
  }
}

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
  /// The number of samples that are equal to an earlier one.
  package let duplicateCount: Int
  /// The number of those that have another label than the first of their equals.
  package let contradictionCount: Int
  /// A digest of each sample, sorted, by which samples are compared with other ones.
  package let digests: [UInt64]

  /// More classes are not counted one by one.
  package static let maximumClassCount = 1 << 20

  /// Looks at all samples and labels.
  ///
  /// Samples are compared by digests of 64 bits: that two different ones of a million have the same
  /// happens once in 36 million sets.
  ///
  /// - Complexity: O(elements) in time, and 24 bytes a sample in memory.
  package init(_ samples: Samples, _ labels: Labels?) {
    var elements = SampleStatistics()
    var entries: [(digest: UInt64, index: Int32)] = []
    entries.reserveCapacity(samples.count)
    unsafe samples.forEachRow { index, row in
      var digest: UInt64 = 0xcbf2_9ce4_8422_2325
      for position in row.indices {
        let element = unsafe row[position]
        elements.add(element)
        // 0 and -0 are equal.
        digest = Self.mixed(digest, (element == 0 ? 0 : element).bitPattern)
      }
      entries.append((digest, Int32(index)))
    }
    self.elements = elements
    entries.sort { ($0.digest, $0.index) < ($1.digest, $1.index) }
    var duplicates = 0
    var contradictions = 0
    var first = 0
    for index in entries.indices.dropFirst() {
      guard entries[index].digest == entries[first].digest else {
        first = index
        continue
      }
      duplicates += 1
      guard let labels else { continue }
      let (one, other) = (Int(entries[first].index), Int(entries[index].index))
      let areEqual =
        labels.areClasses
        ? labels[one] == labels[other] : labels.values(at: one) == labels.values(at: other)
      if !areEqual { contradictions += 1 }
    }
    duplicateCount = duplicates
    contradictionCount = contradictions
    digests = entries.map(\.digest)
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

  /// The number of samples that are equal to one of another part.
  package func count(alsoIn other: DataSummary) -> Int {
    var index = 0
    return digests.reduce(0) { count, digest in
      while index < other.digests.count, other.digests[index] < digest { index += 1 }
      return count + (index < other.digests.count && other.digests[index] == digest ? 1 : 0)
    }
  }

  /// A digest with one more number.
  ///
  /// Source: Steele, Lea and Flood 2014, "Fast splittable
  /// pseudorandom number generators", the finalizer.
  private static func mixed(_ digest: UInt64, _ bits: UInt32) -> UInt64 {
    var z = (digest ^ UInt64(bits)) &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ z &>> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z &>> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z &>> 31
  }
}
