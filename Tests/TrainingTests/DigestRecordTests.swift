import FileFormats
import Testing

@testable import Training

@Suite("DigestRecord")
struct DigestRecordTests {
  private static let digests: [String: TensorDigest] = [
    "dense/kernel": TensorDigest(of: [1, 2]), "b\"é\n": TensorDigest(of: [3]),
    "dense/bias": TensorDigest(of: []), "Z": TensorDigest(of: [0]),
  ]
  private static let rank = RankDigests(
    part: 0..<2, slice: 0..<1,
    digests: Dictionary(
      uniqueKeysWithValues: RankDigests.Kind.allCases.map {
        ($0, ["Z": SpanDigest(sum: 1, moment: 2)])
      }))

  private static var records: [DigestRecord] {
    var all = [
      DigestRecord(step: 1, [.parameters: digests]),
      DigestRecord(
        step: 20, [.variables: digests, .gradients: ["a": TensorDigest(of: [4])], .parameters: [:]]),
      DigestRecord(skippedStep: 300),
    ]
    all[1].ranks = [rank, rank]
    return all + [DigestRecord(skippedStep: 4, ranks: [rank])]
  }

  @Test("is canonical JSON in a log, and the same record again", arguments: records.indices)
  func line(index: Int) throws {
    let record = Self.records[index]
    var bytes: [UInt8] = []
    record.appendLine(to: &bytes)
    #expect(bytes.last == UInt8(ascii: "\n"))
    let json = try JSON(parsing: Array(bytes.dropLast()))
    #expect(json.serializedBytes() == Array(bytes.dropLast()))
    #expect(DigestRecord(json) == record)
  }

  @Test("names tensors that differ, or that only one record has")
  func differences() {
    var other = Self.digests
    other["Z"] = TensorDigest(of: [9])
    other["dense/bias"] = nil
    let found = Self.records[0].differences(from: DigestRecord(step: 1, [.parameters: other]))
    #expect(found.map(\.name) == ["Z", "dense/bias"])
  }
}
