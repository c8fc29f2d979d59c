import FileFormats
import TestSupport
import Testing

@Suite("SafetensorsWriter")
struct SafetensorsWriterTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func writesWhatIsReadBackBitForBit() throws {
    let values: [Float] = [0, -0.0, .infinity, .leastNonzeroMagnitude, 1.0 / 3, -2]
    var writer = SafetensorsWriter(metadata: ["epoch": "3", "": "é\n\""])
    writer.add("dense/kernel", shape: [2, 3], values)
    writer.add("scalar", shape: [], [42])
    writer.add("empty", shape: [0, 5], [])
    try writer.write(to: folder.path("file"))

    let file = try SafetensorsFile(folder.path("file"))
    #expect(file.metadata == ["epoch": "3", "": "é\n\""])
    #expect(file.tensors.map(\.name) == ["dense/kernel", "empty", "scalar"])
    #expect(file.tensors.map(\.shape) == [[2, 3], [0, 5], []])
    #expect(try file.floats("dense/kernel").map(\.bitPattern) == values.map(\.bitPattern))
    #expect(try file.floats("scalar") == [42])
    #expect(try file.floats("empty") == [])
    #expect(try folder.names == ["file"])
  }

  /// The bytes of the format, written out by hand.
  @Test func writesThePublishedLayout() throws {
    var writer = SafetensorsWriter()
    writer.add("b", shape: [1], [1])
    writer.add("Z", shape: [1], [2])
    try writer.write(to: folder.path("file"))
    let header =
      #"{"Z":{"data_offsets":[0,4],"dtype":"F32","shape":[1]},"#
      + #""b":{"data_offsets":[4,8],"dtype":"F32","shape":[1]}}"#
    let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    let bytes = try folder.bytes("file")
    #expect(bytes.prefix(8) == [UInt8(padded.utf8.count), 0, 0, 0, 0, 0, 0, 0])
    #expect(String(decoding: bytes.dropFirst(8).dropLast(8), as: UTF8.self) == padded)
    #expect(bytes.suffix(8) == [0, 0, 0, 0x40, 0, 0, 0x80, 0x3F])
  }

  @Test(arguments: [false, true])
  func writesTheSameBytesInWhateverOrderTensorsCome(checksums: Bool) throws {
    let tensors: [(String, [Float])] = [("a", [1]), ("b", [2, 3]), ("c", [])]
    for (name, order) in [("one", tensors), ("two", tensors.reversed())] {
      var writer = SafetensorsWriter(
        metadata: ["x": "1", "y": "2", "z": "3"], checksums: checksums)
      for (name, values) in order { writer.add(name, shape: [values.count], values) }
      try writer.write(to: folder.path(name))
    }
    #expect(try folder.bytes("one") == folder.bytes("two"))
  }

  @Test func writesLentMemory() throws {
    let values: [Float] = [1, 2, 3]
    try unsafe values.withUnsafeBufferPointer { buffer in
      var writer = SafetensorsWriter(checksums: true)
      unsafe writer.add("a", shape: [3], borrowing: [buffer])
      try writer.write(to: folder.path("file"))
    }
    #expect(try SafetensorsFile(verifying: folder.path("file")).floats("a") == values)
  }

  @Test func leavesTheOldFileWhenItCannotWrite() throws {
    let path = folder.path("absent/file")
    let error = #expect(throws: FileError.self) { try SafetensorsWriter().write(to: path) }
    #expect(error?.isCreation == true)
    #expect(try folder.names == [])
  }
}
