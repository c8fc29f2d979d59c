import FileFormats
import Foundation
import TestSupport
import Testing

/// Says where two checkpoints differ: the metadata's key, or tensor, index and bits.
///
/// - Returns: nil where they are the same, byte for byte.
func firstDifference(_ found: Data, _ expected: Data) throws -> String? {
  guard found != expected else { return nil }
  return try withTemporaryDirectory { folder in
    let found = try opened(found, folder.appending(path: "found"))
    let expected = try opened(expected, folder.appending(path: "expected"))
    return try tensorDifference(found, expected) ?? metadataDifference(found, expected)
      ?? "the same metadata and tensors in other bytes"
  }
}

/// Says where the tensors of two checkpoints differ, whatever their metadata are.
func firstTensorDifference(_ found: Data, _ expected: Data) throws -> String? {
  try withTemporaryDirectory { folder in
    try tensorDifference(
      opened(found, folder.appending(path: "found")),
      opened(expected, folder.appending(path: "expected")))
  }
}

/// Expects that two sets of checkpoints have the same names and bytes.
func expectSame(
  _ found: [String: Data], _ expected: [String: Data],
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  #expect(found.keys.sorted() == expected.keys.sorted(), sourceLocation: sourceLocation)
  #expect(!expected.isEmpty, sourceLocation: sourceLocation)
  for (name, bytes) in expected.sorted(by: { $0.key < $1.key }) {
    guard let other = found[name] else { continue }
    let difference = try firstDifference(other, bytes)
    #expect(difference == nil, "\(name)", sourceLocation: sourceLocation)
  }
}

private func opened(_ bytes: Data, _ file: URL) throws -> SafetensorsFile {
  try bytes.write(to: file)
  return try SafetensorsFile(file.path)
}

private func metadataDifference(_ found: SafetensorsFile, _ expected: SafetensorsFile) -> String? {
  let keys = Set(found.metadata.keys).union(expected.metadata.keys).sorted()
  for key in keys where found.metadata[key] != expected.metadata[key] {
    return "metadata \(key): found \(found.metadata[key] ?? "nothing"), "
      + "expected \(expected.metadata[key] ?? "nothing")"
  }
  return nil
}

private func tensorDifference(
  _ found: SafetensorsFile, _ expected: SafetensorsFile
) throws -> String? {
  guard found.tensors == expected.tensors else {
    return "tensors: found \(found.tensors), expected \(expected.tensors)"
  }
  for tensor in expected.tensors {
    let values = zip(try found.floats(tensor.name), try expected.floats(tensor.name))
    let different = values.enumerated().filter { $1.0.bitPattern != $1.1.bitPattern }
    if let (index, (value, other)) = different.first {
      return "\(tensor.name)[\(index)]: found \(value) (bits \(hexadecimal(value))), expected "
        + "\(other) (bits \(hexadecimal(other))); \(different.count) of \(tensor.elementCount) "
        + "elements differ"
    }
  }
  return nil
}

private func hexadecimal(_ value: Float) -> String { String(value.bitPattern, radix: 16) }
