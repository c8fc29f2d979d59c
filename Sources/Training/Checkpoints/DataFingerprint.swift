package import Datasets
package import Parallel

/// What tells training data apart: the number of samples, and checksums of samples and labels.
package func dataFingerprint(_ samples: Samples, _ labels: Labels) -> String {
  func digits(_ value: UInt32) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: 8 - text.count) + text
  }
  return "\(samples.count) samples \(digits(samples.crc32)) labels \(digits(labels.crc32))"
}

extension ProcessGroup {
  /// The fingerprint of the training data, which must be the same on all hosts.
  ///
  /// Each host's first rank computes it of the host's copy; every rank calls it.
  ///
  /// - Throws: `ParallelError.disagreement` on rank 0.
  package func agreedFingerprint(_ samples: Samples, _ labels: Labels) throws -> String {
    var bytes = hostRank == 0 ? Array(dataFingerprint(samples, labels).utf8) : []
    try broadcastOnHost(&bytes)
    let fingerprint = String(decoding: bytes, as: UTF8.self)
    try agree(on: [("training data", fingerprint)])
    return fingerprint
  }
}
