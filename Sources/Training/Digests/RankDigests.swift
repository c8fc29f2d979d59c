import Engine
import FileFormats

/// What one rank has read and computed in a step, as digests that find an element that differs.
package struct RankDigests: Sendable, Equatable {
  /// The digests of a kind, by the tensors' names.
  package enum Kind: String, Sendable, CaseIterable {
    /// This rank's part of its host's copy of the weights, at the beginning of the step.
    case weights
    /// The optimizer's slots of this rank's slice, at the beginning of the step.
    case slots
    /// The samples that it has gathered, by input.
    case samples
    /// The block sums of its gradients, block after block.
    case gradients
  }

  /// The part of the parameter space whose weights have digests.
  package let part: Range<Int>
  /// The slice of the parameter space whose slots have digests.
  package let slice: Range<Int>
  /// The digests.
  package let digests: [Kind: [String: SpanDigest]]
}

extension RankDigests {
  /// The entry in a line of a log.
  var json: JSON {
    func range(_ range: Range<Int>) -> JSON {
      .array([.integer(range.lowerBound), .integer(range.upperBound)])
    }
    var entry: [String: JSON] = ["part": range(part), "slice": range(slice)]
    for (kind, tensors) in digests {
      entry[kind.rawValue] = .object(tensors.mapValues { .string($0.text) })
    }
    return .object(entry)
  }

  /// The digests of an entry; nil for any other.
  init?(_ entry: JSON) {
    func range(_ key: String) -> Range<Int>? {
      guard let bounds = entry[key]?.arrayValue?.compactMap(\.integerValue), bounds.count == 2,
        0 <= bounds[0], bounds[0] <= bounds[1]
      else { return nil }
      return bounds[0]..<bounds[1]
    }
    guard let part = range("part"), let slice = range("slice") else { return nil }
    self.part = part
    self.slice = slice
    var digests: [Kind: [String: SpanDigest]] = [:]
    for kind in Kind.allCases {
      guard let texts = entry[kind.rawValue]?.objectValue else { return nil }
      var tensors: [String: SpanDigest] = [:]
      for (name, text) in texts {
        guard let digest = text.stringValue.flatMap({ SpanDigest($0) }) else { return nil }
        tensors[name] = digest
      }
      digests[kind] = tensors
    }
    self.digests = digests
  }
}

// MARK: - What a rank digests

/// The tensors of a step on one rank, or as one rank computes them: borrowed for a call.
@safe
struct RankTensors {
  /// A part of a tensor.
  @safe
  struct Span {
    let kind: RankDigests.Kind
    let name: String
    let values: UnsafePointer<Float>
    /// The indices in the tensor.
    let indices: Range<Int>
    /// The tensor's shape.
    let shape: [Int]

    /// The digest.
    var digest: SpanDigest {
      unsafe SpanDigest(of: values, count: indices.count, from: indices.lowerBound)
    }
  }

  private(set) var spans: [Span] = []

  /// What a finding calls a tensor.
  static func title(_ kind: RankDigests.Kind, _ name: String) -> String {
    "\(kind.rawValue): \(name)"
  }

  /// Adds the parts of the parameters in a range of their space, whose values begin at `values`.
  mutating func add(
    _ kind: RankDigests.Kind, _ part: Range<Int>, of space: ParameterSpace,
    _ values: UnsafePointer<Float>, prefix: String = ""
  ) {
    for parameter in space.parameters {
      let own = parameter.range.clamped(to: part)
      guard !own.isEmpty else { continue }
      let start = parameter.range.lowerBound
      spans.append(
        unsafe Span(
          kind: kind, name: prefix + parameter.name,
          values: values + (own.lowerBound - part.lowerBound),
          indices: own.lowerBound - start..<own.upperBound - start, shape: parameter.shape))
    }
  }

  /// Adds a whole tensor.
  mutating func add(
    _ kind: RankDigests.Kind, _ name: String, _ values: UnsafePointer<Float>, shape: [Int]
  ) {
    spans.append(
      unsafe Span(
        kind: kind, name: name, values: values, indices: 0..<shape.reduce(1, *), shape: shape))
  }

  /// Adds the block sums of gradients.
  mutating func add(
    blocks: Int, _ gradients: UnsafePointer<Float>, of space: ParameterSpace
  ) {
    for parameter in space.parameters {
      for block in 0..<blocks {
        unsafe add(
          .gradients, "\(parameter.name) block \(block)",
          gradients + (block * space.count + parameter.range.lowerBound),
          shape: parameter.shape)
      }
    }
  }
}
