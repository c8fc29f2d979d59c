/// How often each of many samples occurs, in bounded memory.
///
/// Samples are told apart by digests of 64 bits: that two different ones of a million have the same
/// happens once in 36 million sets. Up to a limit of different samples all are compared. Beyond it
/// only those are whose digests begin with some bits of zero, so that of equal samples all are
/// compared, or none. Source: Gibbons 2001, "Distinct sampling for highly-accurate answers to
/// distinct values queries and event reports".
package struct SampleOccurrences: Equatable, Sendable {
  /// The samples of one digest, in 20 bytes.
  private struct Entry: Equatable {
    var low: UInt32 = 0
    var high: UInt32 = 0
    /// The index of the first.
    var first: UInt32 = 0
    /// Their number; 0 for a free place.
    var count: UInt32 = 0
    /// The number of those whose label is not that of the first.
    var otherLabelCount: UInt32 = 0

    var digest: UInt64 { UInt64(high) << 32 | UInt64(low) }
  }

  /// A table with open addressing, whose size is a power of two.
  private var entries = [Entry](repeating: Entry(), count: 1 << 10)
  private let differentLimit: Int
  /// The number of bits of zero with which the digests of compared samples begin.
  private var zeroBitCount: UInt64 = 0
  /// The number of all samples.
  private var count = 0

  /// The number of different samples in the table.
  package private(set) var differentCount = 0
  /// The number of samples that were compared with all others.
  package private(set) var comparedCount = 0
  /// The number of compared samples whose label is not that of the first of their equals.
  package private(set) var contradictionCount = 0

  /// The number of different samples for which the table takes 20 MB, and where it is thinned out
  /// 8 MB more.
  package static let usualDifferentLimit = 3 << 18

  /// Creates an empty table.
  package init(differentLimit: Int = usualDifferentLimit) { self.differentLimit = differentLimit }

  /// The number of compared samples that are equal to an earlier one.
  package var duplicateCount: Int { comparedCount - differentCount }

  /// Whether all samples were compared.
  package var areAllCompared: Bool { comparedCount == count }

  /// Adds a sample.
  ///
  /// - Parameters:
  ///   - digest: The digest of its elements.
  ///   - index: Its index.
  ///   - hasLabel: Whether the sample at an earlier index has the same label.
  package mutating func add(
    _ digest: UInt64, at index: Int, hasLabel: (_ earlier: Int) -> Bool
  ) {
    count += 1
    // The numbers of an entry have 32 bits.
    guard isCompared(digest), index < UInt32.max else { return }
    comparedCount += 1
    let place = place(of: digest)
    guard entries[place].count == 0 else {
      entries[place].count += 1
      guard !hasLabel(Int(entries[place].first)) else { return }
      entries[place].otherLabelCount += 1
      contradictionCount += 1
      return
    }
    entries[place] = Entry(
      low: UInt32(truncatingIfNeeded: digest), high: UInt32(truncatingIfNeeded: digest >> 32),
      first: UInt32(index), count: 1)
    differentCount += 1
    if differentCount > differentLimit {
      thinOut()
    } else if differentCount > entries.count / 4 * 3 {
      rebuild(placeCount: 2 * entries.count)
    }
  }

  /// The number of samples that are equal to one of another part, and of how many: of all, or of
  /// those that are compared in both parts.
  package func count(alsoIn other: SampleOccurrences) -> (found: Int, compared: Int) {
    var found = 0
    var compared = 0
    for entry in entries where entry.count > 0 && other.isCompared(entry.digest) {
      compared += Int(entry.count)
      if other.entries[other.place(of: entry.digest)].count > 0 { found += Int(entry.count) }
    }
    return (found, compared)
  }

  private func isCompared(_ digest: UInt64) -> Bool { digest >> (64 - zeroBitCount) == 0 }

  /// The place of a digest, or the free one for it.
  private func place(of digest: UInt64) -> Int {
    // The bits at the other end say which are compared.
    var place = Int(truncatingIfNeeded: digest) & (entries.count - 1)
    while entries[place].count > 0, entries[place].digest != digest {
      place = (place + 1) & (entries.count - 1)
    }
    return place
  }

  /// Compares fewer samples from now on, about half as many, or fewer still.
  private mutating func thinOut() {
    while differentCount > differentLimit / 2, zeroBitCount < 64 {
      zeroBitCount += 1
      for place in entries.indices where entries[place].count > 0 {
        let entry = entries[place]
        guard !isCompared(entry.digest) else { continue }
        comparedCount -= Int(entry.count)
        contradictionCount -= Int(entry.otherLabelCount)
        differentCount -= 1
        entries[place].count = 0
      }
    }
    rebuild(placeCount: entries.count)
  }

  /// Gives all entries places in a table of another size, or in the same one after a removal.
  private mutating func rebuild(placeCount: Int) {
    // An array that grows takes up to three times its memory.
    var kept: [Entry] = []
    kept.reserveCapacity(differentCount)
    for entry in entries where entry.count > 0 { kept.append(entry) }
    // Before the new table takes memory.
    entries = []
    entries = [Entry](repeating: Entry(), count: placeCount)
    for entry in kept { entries[place(of: entry.digest)] = entry }
  }
}

extension SampleOccurrences {
  /// The digest of a sample without elements.
  static let emptyDigest: UInt64 = 0xcbf2_9ce4_8422_2325

  /// A digest with one more element, of which 0 and -0 are equal.
  ///
  /// Source: Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", the
  /// finalizer.
  static func digest(_ digest: UInt64, adding element: Float) -> UInt64 {
    let bits = (element == 0 ? 0 : element).bitPattern
    var z = (digest ^ UInt64(bits)) &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ z &>> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z &>> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z &>> 31
  }
}
