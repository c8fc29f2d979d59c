import FileFormats

/// Two digest logs, compared step by step.
package struct DigestComparison: Sendable {
  /// The settings that differ.
  package let settings: [SettingDifference]
  /// The steps that both logs have, in order.
  package let commonSteps: [Int]
  /// The first of them that differs, and its tensors: gradients first, since parameters follow from
  /// them; none where only one of the runs has skipped the step.
  package let first: (step: Int, tensors: [DigestRecord.Tensor])?

  /// The steps between the first and the last one of a log that it does not have, by its path.
  package let missing: [(path: String, listed: [Int], count: Int)]

  /// Whether settings and digests are the same in all steps that both logs have.
  package var isSame: Bool { settings.isEmpty && missing.isEmpty && first == nil }

  /// Reads and compares two logs.
  ///
  /// - Throws: `FileError`, or `ComparisonError` for a file that is no digest log, and where no
  ///   step is in both.
  package init(_ one: String, _ other: String) throws {
    let (a, b) = (try SavedDigests(one), try SavedDigests(other))
    settings = DigestLog.differences(a.settings, b.settings)
    missing = [a, b].compactMap { log in
      let (listed, count) = log.missingSteps
      return count == 0 ? nil : (path: log.path, listed: listed, count: count)
    }
    commonSteps = Set(a.steps).intersection(b.steps).sorted()
    guard !commonSteps.isEmpty else {
      throw ComparisonError.nothingInCommon(paths: [one, other], steps: [a.steps, b.steps])
    }
    var found: (step: Int, tensors: [DigestRecord.Tensor])?
    for step in commonSteps {
      guard let one = try a.found(step), let other = try b.found(step) else { continue }
      let tensors = one.differences(from: other)
      guard !tensors.isEmpty || one.isSkipped != other.isSkipped else { continue }
      found = (step, tensors)
      break
    }
    first = found
  }
}
