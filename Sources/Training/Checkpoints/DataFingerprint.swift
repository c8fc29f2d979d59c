package import Datasets

/// What tells training data apart: the number of samples, and checksums of samples and labels.
package func dataFingerprint(_ samples: Samples, _ labels: Labels) -> String {
  func digits(_ value: UInt32) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: 8 - text.count) + text
  }
  return "\(samples.count) samples \(digits(samples.crc32)) labels \(digits(labels.crc32))"
}
