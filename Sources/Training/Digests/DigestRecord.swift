import FileFormats

/// The digests of a step's tensors: a line of a digest log.
package struct DigestRecord: Sendable, Equatable {
  /// What the tensors of a record are, in the order in which a step computes them.
  package enum Kind: String, Sendable, CaseIterable {
    /// The gradients, summed over the batch and not yet clipped.
    case gradients
    /// The trainable variables after the update.
    case parameters
    /// The non-trainable variables after the step.
    case variables
  }

  /// A tensor of a step.
  package struct Tensor: Equatable, Sendable {
    package let kind: Kind
    package let name: String
  }

  /// The number of the update, from 1.
  package let step: Int
  /// The digests by the tensors' names, of each kind that was recorded; empty for a skipped step.
  package let digests: [Kind: NamedDigests]
  /// What each rank has read and computed, by rank, where that was recorded; two records of a step
  /// need not agree in it.
  package var ranks: [RankDigests] = []
  /// Whether the step's update was skipped.
  package let isSkipped: Bool

  /// The record of a step.
  init(step: Int, _ digests: [Kind: NamedDigests]) {
    self.step = step
    self.digests = digests
    isSkipped = false
  }

  /// The record of a step.
  init(step: Int, _ digests: [Kind: [String: TensorDigest]]) {
    self.init(step: step, digests.mapValues { NamedDigests($0) })
  }

  /// The record of a step whose update was skipped.
  init(skippedStep step: Int, ranks: [RankDigests] = []) {
    self.step = step
    self.ranks = ranks
    digests = [:]
    isSkipped = true
  }

  /// Returns the tensors that are not the same in two records of a step, in order; of kinds that
  /// only one of them has, none.
  package func differences(from other: DigestRecord) -> [Tensor] {
    Kind.allCases.flatMap { kind -> [Tensor] in
      guard let one = digests[kind], let two = other.digests[kind] else { return [] }
      return Set(one.names.sorted).union(two.names.sorted).sorted().filter { one[$0] != two[$0] }
        .map { Tensor(kind: kind, name: $0) }
    }
  }
}

// MARK: - Lines of a log

extension DigestRecord {
  /// The line of a log, without its newline.
  package var line: String {
    var bytes: [UInt8] = []
    appendLine(to: &bytes)
    return String(decoding: bytes.dropLast(), as: UTF8.self)
  }

  /// Appends the line of a log: canonical JSON, whose members are sorted, and a newline.
  func appendLine(to bytes: inout [UInt8]) {
    bytes += "{".utf8
    for kind in [Kind.gradients, .parameters] { append(kind, to: &bytes) }
    if !ranks.isEmpty {
      bytes += #""ranks":"#.utf8
      JSON.array(ranks.map(\.json)).appendSerialized(to: &bytes)
      bytes += ",".utf8
    }
    if isSkipped { bytes += #""skipped":true,"#.utf8 }
    bytes += #""step":\#(step)"#.utf8
    if let variables = digests[.variables] {
      bytes += #","\#(Kind.variables.rawValue)":"#.utf8
      variables.appendSerialized(to: &bytes)
    }
    bytes += "}\n".utf8
  }

  /// Appends the member of a kind, if there is one.
  private func append(_ kind: Kind, to bytes: inout [UInt8]) {
    guard let tensors = digests[kind] else { return }
    bytes += "\"\(kind.rawValue)\":".utf8
    tensors.appendSerialized(to: &bytes)
    bytes += ",".utf8
  }

  /// The record of a log's line; nil for any other line.
  init?(_ line: JSON) {
    guard let step = line["step"]?.integerValue, step >= 0 else { return nil }
    var digests: [Kind: NamedDigests] = [:]
    for kind in Kind.allCases {
      guard let entry = line[kind.rawValue] else { continue }
      guard let texts = entry.objectValue else { return nil }
      var tensors: [String: TensorDigest] = [:]
      for (name, text) in texts {
        guard let digest = text.stringValue.flatMap({ TensorDigest($0) }) else { return nil }
        tensors[name] = digest
      }
      digests[kind] = NamedDigests(tensors)
    }
    if let entries = line["ranks"] {
      guard let all = entries.arrayValue else { return nil }
      ranks = all.compactMap { RankDigests($0) }
      guard ranks.count == all.count else { return nil }
    }
    self.step = step
    self.digests = digests
    isSkipped = line["skipped"]?.boolValue ?? false
  }
}
