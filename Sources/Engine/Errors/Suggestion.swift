/// Finds what a misspelt word was meant to be.
package enum Suggestion {
  /// The known word that is nearest to a word, where one is near enough.
  ///
  /// Near enough is one change (a letter more, less or other, or two neighbours swapped) in a word
  /// of up to three letters, two in longer ones, and a third of the letters in words of more than
  /// six. Upper and lower case are the same. The first of several equally near ones is taken.
  package static func nearest(to word: String, among known: [String]) -> String? {
    let letters = Array(word.lowercased())
    let limit = letters.count < 4 ? 1 : max(2, letters.count / 3)
    var best: (word: String, distance: Int)?
    for candidate in known {
      let other = Array(candidate.lowercased())
      guard abs(other.count - letters.count) <= limit else { continue }
      let distance = distance(letters, other)
      guard distance <= limit, distance < best?.distance ?? .max else { continue }
      best = (candidate, distance)
    }
    return best?.word
  }

  /// `; did you mean adam?`, or nothing where no known word is near.
  package static func hint(for word: String, among known: [String]) -> String {
    nearest(to: word, among: known).map { "; did you mean \($0)?" } ?? ""
  }

  /// All known words, and the one that was meant: `adam, sgd; did you mean adam?`.
  package static func list(_ known: [String], insteadOf word: String) -> String {
    known.joined(separator: ", ") + hint(for: word, among: known)
  }

  /// The number of changes between two words, where no letter is changed twice.
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
