import FileFormats

extension SavedDigests {
  /// Returns the record of a step.
  ///
  /// - Throws: `ReplayError.notLogged`.
  package func record(ofStep step: Int) throws(ReplayError) -> DigestRecord {
    guard let record = records[step] else {
      let steps = self.steps
      let found = steps.first.flatMap { first in steps.last.map { first...$0 } }
      throw .notLogged(path: path, step: step, found: found)
    }
    return record
  }

  /// Checks that the log's settings are those of a checkpoint's run.
  ///
  /// - Throws: `ReplayError.otherSettings` naming the first that is not.
  package func check(_ header: CheckpointHeader) throws(ReplayError) {
    let expected: [(name: String, value: JSON)] = [
      ("seed", .string(String(header.run.seed))), ("batchSize", .integer(header.run.batchSize)),
      ("leaves", .integer(header.run.leafCount)), ("shuffle", .bool(header.run.shuffle)),
      ("trainSamples", .integer(header.sampleCount)),
    ]
    for (name, value) in expected {
      guard let found = settings[name], found != value else { continue }
      throw .otherSettings(
        path: path, setting: name, found: found.serialized(), expected: value.serialized())
    }
  }
}
