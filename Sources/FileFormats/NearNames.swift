/// Names of a file, for the error of one that is missing.
package enum NearNames {
  private static let count = 6

  /// Says what was expected instead of a name that a file does not have: some of those that it has,
  /// first those that end like it or begin like it.
  ///
  /// - Parameters:
  ///   - names: The file's names.
  ///   - name: The name that is missing.
  ///   - kind: What the names are of, in the singular.
  /// - Returns: a phrase for `expected`.
  package static func list(_ names: [String], near name: String, of kind: String) -> String {
    func likeness(_ other: String) -> Int {
      let end = zip(other.utf8.reversed(), name.utf8.reversed()).prefix { $0 == $1 }.count
      return 2 * end + zip(other.utf8, name.utf8).prefix { $0 == $1 }.count
    }
    guard !names.isEmpty else { return "a file with \(kind)s: this one has none" }
    let near = names.map { (name: $0, likeness: likeness($0)) }
      .enumerated().sorted {
        ($1.element.likeness, $0.offset) < ($0.element.likeness, $1.offset)
      }
    return "one of the file's \(names.count): "
      + near.prefix(count).map { $0.element.name.onOneLine(limit: 40) }.joined(separator: ", ")
      + (near.count > count ? ", ..." : "")
  }
}
