import FileFormats

/// Why two runs cannot be compared.
package enum ComparisonError: Error, Equatable, CustomStringConvertible {
  /// The two have no step in common.
  case nothingInCommon(paths: [String], steps: [[Int]])
  /// A line of a file is none of a digest log's.
  case notADigestLog(path: String, line: Int, found: String)

  /// One line: file, what was found, what was expected.
  package var description: String {
    switch self {
    case .nothingInCommon(let paths, let steps):
      "nothing to compare: found "
        + zip(paths, steps).map { path, steps in
          let range = steps.first.map { "steps \($0) to \(steps[steps.count - 1])" } ?? "no step"
          return "\(range) in \(path.onOneLine(limit: .max))"
        }.joined(separator: ", ") + "; expected one step in both"
    case .notADigestLog(let path, let line, let found):
      "\(path.onOneLine(limit: .max)): line \(line): found \(found.onOneLine()); expected a line "
        + "of a digest log"
    }
  }
}
