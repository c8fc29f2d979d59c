/// How many combining marks a text has, and how they stand.
///
/// Comparing and hashing put each run of marks into canonical order, whose cost grows with the
/// square of the run's length: a key of 400 kB made of nothing else keeps one dictionary busy for
/// ten seconds.
struct CombiningMarks {
  /// The most marks in a row of a stream-safe text (Unicode Standard Annex 15, UAX15-D4).
  static let streamSafeRun = 30

  /// The number of marks.
  private(set) var count = 0
  /// The most of them in a row.
  private(set) var longestRun = 0

  /// Counts the marks of a text.
  init(in text: String) {
    // ASCII has no marks; its bytes are looked at much faster than scalars are.
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return }
    var run = 0
    for scalar in text.unicodeScalars {
      if scalar.properties.canonicalCombiningClass == .notReordered {
        run = 0
      } else {
        run += 1
        count += 1
        longestRun = max(longestRun, run)
      }
    }
  }
}
