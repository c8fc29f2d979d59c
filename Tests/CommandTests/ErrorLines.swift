import TestSupport
import Testing

/// The command's own lines on standard error: mpirun's banners are left out.
func errorLines(_ result: JobResult) -> [String] {
  result.standardError.split(whereSeparator: \.isNewline).map(String.init)
    .filter { $0.contains("lockstep: ") }
}

/// Expects one line on standard error that begins as all errors do and contains the given words.
func expectOneErrorLine(
  _ result: JobResult, containing words: [String],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let lines = errorLines(result)
  #expect(lines.count == 1, "\(result)", sourceLocation: sourceLocation)
  let line = lines.first ?? ""
  #expect(line.hasPrefix("lockstep: error: "), "\(result)", sourceLocation: sourceLocation)
  for word in words {
    #expect(line.contains(word), "\(word) is not in: \(line)", sourceLocation: sourceLocation)
  }
}
