/// The combining marks of a text: their number and longest run.
///
/// Comparison and hashing sort each run of marks into canonical order, in quadratic time: a key of
/// 400 kB of marks takes a dictionary ten seconds.
package struct CombiningMarks {
  /// The longest run of marks in a stream-safe text (Unicode Standard Annex 15, UAX15-D4).
  static let streamSafeRun = 30

  /// The number of marks.
  private(set) var count = 0
  /// The length of the longest run.
  private(set) var longestRun = 0

  /// Counts the marks of a text.
  init(in text: String) {
    // ASCII has no marks; scanning bytes is much faster than scanning scalars.
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

extension CombiningMarks {
  /// What is found in a text that must not be compared, for messages.
  package static let found = "more than \(streamSafeRun) combining marks in a row"
  /// What is expected of such a text.
  package static let expected = "at most \(streamSafeRun)"

  /// Whether a text can be compared and hashed in linear time: what is read from a file must be
  /// looked at so before it becomes a key.
  package static func areFew(in text: String) -> Bool {
    CombiningMarks(in: text).longestRun <= streamSafeRun
  }
}
