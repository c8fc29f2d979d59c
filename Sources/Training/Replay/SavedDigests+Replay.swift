import FileFormats
import Kernels
import Layers

extension SavedDigests {
  /// Returns the record of a step.
  ///
  /// - Throws: `ReplayError.notLogged`, or `ComparisonError.notADigestLog`.
  package func record(ofStep step: Int) throws -> DigestRecord {
    guard let record = try found(step) else {
      let found = steps.first.flatMap { first in steps.last.map { first...$0 } }
      throw ReplayError.notLogged(path: path, step: step, found: found)
    }
    return record
  }

  /// Checks that the log's settings are those of a checkpoint's run, and that its steps can be
  /// computed again alone.
  ///
  /// - Throws: `ReplayError.otherSettings` naming the first that is not, or `.sumsOfMPI`.
  package func check(_ run: ReplayedRun) throws(ReplayError) {
    if settings["exchange"] != nil { throw .sumsOfMPI(path: path) }
    let header = run.header
    var expected: [(name: String, value: JSON)] = [
      ("seed", .string(String(header.run.seed))), ("batchSize", .integer(header.run.batchSize)),
      ("leaves", .integer(header.run.leafCount)), ("shuffle", .bool(header.run.shuffle)),
      ("trainSamples", .integer(header.sampleCount)), ("numerics", .integer(Numerics.version)),
      ("optimizer", .string(run.model.optimizerName)),
    ]
    if let rate = run.constantRate { expected.append(("learningRate", .number(Double(rate)))) }
    expected += [
      ("model", .string(header.model.checksum)), ("compile", .string(header.compilation.checksum)),
      ("data", .string(header.run.data)),
    ]
    for (name, value) in expected {
      // A whole number may be written without its point.
      guard let found = settings[name], found != value,
        found.numberValue == nil || found.numberValue != value.numberValue
      else { continue }
      throw .otherSettings(
        path: path, setting: name, found: found.serialized(), expected: value.serialized())
    }
  }
}

extension ReplayedRun {
  /// The run's learning rate; nil where it has changed in the run.
  fileprivate var constantRate: Float? {
    guard header.progress.learningRate == nil, newest.progress.learningRate == nil else {
      return nil
    }
    return model.compilation?.optimizer.learningRate.constantRate
  }
}

extension JSON {
  /// The CRC-32 of the text, eight hexadecimal digits.
  var checksum: String { CRC32(serializedBytes()).hexadecimal }
}
