import FileFormats

/// Two digest logs, compared step by step.
package struct DigestComparison: Sendable {
  /// A tensor whose digests differ.
  package struct Tensor: Equatable, Sendable {
    /// `parameters`, `gradients` or `variables`.
    package let kind: String
    package let name: String
  }

  /// The settings that differ.
  package let settings: [SettingDifference]
  /// The steps that both logs have, in order.
  package let commonSteps: [Int]
  /// The first of them that differs, and its tensors: gradients first, since parameters follow from
  /// them; none where only one of the runs has skipped the step.
  package let first: (step: Int, tensors: [Tensor])?

  /// Whether settings and digests are the same in all steps that both logs have.
  package var isSame: Bool { settings.isEmpty && first == nil }

  /// Reads and compares two logs.
  ///
  /// - Throws: `FileError`, or `ComparisonError` for a file that is no digest log, and where no
  ///   step is in both.
  package init(_ one: String, _ other: String) throws {
    let (a, b) = (try Log(one), try Log(other))
    settings = SettingDifference.all(.object(a.settings), .object(b.settings), at: "")
    commonSteps = Set(a.steps.keys).intersection(b.steps.keys).sorted()
    guard !commonSteps.isEmpty else {
      throw ComparisonError.nothingInCommon(
        paths: [one, other], steps: [a.steps.keys.sorted(), b.steps.keys.sorted()])
    }
    let step = commonSteps.first { step in
      // What only one of them records is no difference of the runs.
      guard let one = a.steps[step], let other = b.steps[step] else { return false }
      return Self.differs(one, other)
    }
    first = step.map { ($0, Self.tensors(a.steps[$0] ?? [:], b.steps[$0] ?? [:])) }
  }

  private static let kinds = ["gradients", "parameters", "variables"]

  private static func differs(_ one: [String: JSON], _ other: [String: JSON]) -> Bool {
    one["skipped"] != other["skipped"] || !tensors(one, other).isEmpty
  }

  private static func tensors(_ one: [String: JSON], _ other: [String: JSON]) -> [Tensor] {
    kinds.flatMap { kind -> [Tensor] in
      guard let a = one[kind]?.objectValue, let b = other[kind]?.objectValue else { return [] }
      return Set(a.keys).union(b.keys).sorted().filter { a[$0] != b[$0] }
        .map { Tensor(kind: kind, name: $0) }
    }
  }

  /// A digest log, read.
  private struct Log {
    private(set) var settings: [String: JSON] = [:]
    /// The lines by step; of a step that was done again the last.
    private(set) var steps: [Int: [String: JSON]] = [:]

    init(_ path: String) throws {
      let text = String(decoding: try FileDescriptor(reading: path).contents(), as: UTF8.self)
      for (index, line) in text.split(separator: "\n").enumerated() {
        guard case .object(let entries)? = try? JSON(parsing: Array(line.utf8)) else {
          throw ComparisonError.notADigestLog(path: path, line: index + 1, found: String(line))
        }
        if index == 0 {
          guard entries["digests"] == .integer(DigestLog.format) else {
            throw ComparisonError.notADigestLog(path: path, line: 1, found: String(line))
          }
          settings = entries
        } else if let step = entries["step"]?.integerValue {
          steps[step] = entries
        } else {
          throw ComparisonError.notADigestLog(path: path, line: index + 1, found: String(line))
        }
      }
      guard !settings.isEmpty else {
        throw ComparisonError.notADigestLog(path: path, line: 1, found: "nothing")
      }
    }
  }
}
