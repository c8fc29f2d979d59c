import FileFormats

/// The checkpoints of two runs, compared step by step.
package struct RunComparison: Sendable {
  /// The steps of which both folders have a checkpoint, in order.
  package let commonSteps: [Int]
  /// The first of them whose files differ, and in what; nil where none does.
  package let first: (step: Int, files: (String, String), comparison: FileComparison)?
  /// The last common step before it, up to which the runs are known to be the same.
  package var lastSame: Int? {
    guard let first else { return commonSteps.last }
    return commonSteps.last { $0 < first.step }
  }

  /// Compares the checkpoints of two folders, the first step first.
  ///
  /// - Throws: `FileError` for a folder or file that cannot be read, `SafetensorsError` for a file
  ///   that is damaged, `ComparisonError` where no step is in both folders.
  package init(_ one: String, _ other: String) throws {
    let (a, b) = (try Self.checkpoints(one), try Self.checkpoints(other))
    commonSteps = Set(a.keys).intersection(b.keys).sorted()
    guard !commonSteps.isEmpty else {
      throw ComparisonError.nothingInCommon(
        paths: [one, other], steps: [a.keys.sorted(), b.keys.sorted()])
    }
    var found: (step: Int, files: (String, String), comparison: FileComparison)?
    for step in commonSteps {
      guard let files = a[step].flatMap({ one in b[step].map { (one, $0) } }) else { continue }
      let comparison = try FileComparison(
        SafetensorsFile(verifying: files.0), SafetensorsFile(verifying: files.1))
      if !comparison.isSame {
        found = (step, files, comparison)
        break
      }
    }
    first = found
  }

  /// The paths of a folder's checkpoints, by step.
  private static func checkpoints(_ directory: String) throws -> [Int: String] {
    let steps = try Directory.names(in: directory).compactMap { name in
      CheckpointDirectory.iterations(named: name).map { ($0, "\(directory)/\(name)") }
    }
    return Dictionary(steps) { first, _ in first }
  }
}
