/// Finds the known name that a misspelled one most likely means.
package enum Suggestion {
  /// The known name nearest to `name`, or nil where none is near enough.
  ///
  /// Near enough is a Damerau-Levenshtein distance (insertions, deletions, substitutions and swaps
  /// of neighbours) of 1 for names of up to three letters, 2 for longer ones, and a third of the
  /// letters for names of more than six. Case is ignored. Of several equally near names the first
  /// is returned.
  package static func nearest(to name: String, among known: [String]) -> String? {
    let letters = Array(name.lowercased())
    let limit = letters.count < 4 ? 1 : max(2, letters.count / 3)
    var best: (name: String, distance: Int)?
    for candidate in known {
      let other = Array(candidate.lowercased())
      guard abs(other.count - letters.count) <= limit else { continue }
      let distance = distance(letters, other)
      guard distance <= limit, distance < best?.distance ?? .max else { continue }
      best = (candidate, distance)
    }
    return best?.name
  }

  /// `; did you mean adam?`, or an empty string where no known name is near, or the name is one.
  package static func hint(for name: String, among known: [String]) -> String {
    guard let nearest = nearest(to: name, among: known), nearest != name else { return "" }
    return "; did you mean \(nearest)?"
  }

  /// All known names, and the likely one: `adam, sgd; did you mean adam?`.
  package static func list(_ known: [String], insteadOf name: String) -> String {
    known.joined(separator: ", ") + hint(for: name, among: known)
  }

  /// The number of edits between two names, where no letter is edited twice.
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var (beforeLast, last) = ([Int](), Array(0...right.count))
    for (row, letter) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var least = min(last[column + 1] + 1, current[column] + 1)
        least = min(least, last[column] + (letter == other ? 0 : 1))
        if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
          least = min(least, beforeLast[column - 1] + 1)
        }
        current.append(least)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
