import FileFormats
import TestSupport
import Testing

@Suite("Safetensors checksums")
struct SafetensorsVerifyingTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func writeChecked() throws -> [UInt8] {
    var writer = SafetensorsWriter(metadata: ["epoch": "3"], checksums: true)
    writer.add("a", shape: [2], [1, 2])
    writer.add("b", shape: [], [3])
    try writer.write(to: folder.path("file"))
    return try folder.bytes("file")
  }

  @Test func acceptsWhatTheWriterWrote() throws {
    _ = try writeChecked()
    let file = try SafetensorsFile(verifying: folder.path("file"))
    #expect(try file.floats("a") == [1, 2])
    #expect(file.metadata["epoch"] == "3")
    // CRC-32 of the eight bytes of 1 and 2, and of the four of 3, by Python's zlib.crc32.
    #expect(file.metadata["checksums"] == #"{"a":"2e3fa576","b":"a7e1d189"}"#)
  }

  @Test func refusesEveryDamagedByte() throws {
    let bytes = try writeChecked()
    for index in bytes.indices {
      for mask: UInt8 in [0x01, 0x20, 0x80, 0xFF] {
        var damaged = bytes
        damaged[index] ^= mask
        let path = try folder.write("damaged", damaged)
        #expect(throws: SafetensorsError.self, "byte \(index) xor \(mask)") {
          try SafetensorsFile(verifying: path)
        }
      }
    }
  }

  @Test func refusesEveryTruncation() throws {
    let bytes = try writeChecked()
    for count in bytes.indices {
      let path = try folder.write("damaged", Array(bytes[..<count]))
      #expect(throws: SafetensorsError.self, "\(count) bytes") {
        try SafetensorsFile(verifying: path)
      }
    }
  }

  @Test func namesTheTensorThatDiffers() throws {
    var bytes = try writeChecked()
    bytes[bytes.count - 1] ^= 1
    let path = try folder.write("damaged", bytes)
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(verifying: path) }
    #expect(error?.kind == .checksum)
    #expect(error?.part == "b")
    #expect(error?.expected == "a7e1d189")
  }

  /// The header still fits the file, so only its own checksum can notice.
  @Test func namesTheHeaderThatDiffers() throws {
    let bytes = try writeChecked()
    let marker = Array(#""epoch":"3""#.utf8)
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: marker) })
    var damaged = bytes
    damaged[start + marker.count - 2] = UInt8(ascii: "4")
    let path = try folder.write("damaged", damaged)
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(verifying: path) }
    #expect(error?.kind == .checksum)
    #expect(error?.part == "header")
    #expect(try SafetensorsFile(path).metadata["epoch"] == "4")
  }

  @Test func refusesAFileWithoutChecksums() throws {
    let path = folder.path("file")
    try SafetensorsWriter(metadata: ["epoch": "3"]).write(to: path)
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(verifying: path) }
    #expect(
      error?.description
        == "\(path): header: found no checksum, expected one, as checkpoints and saved "
        + "models have; weights alone are no model")
  }

  /// Metadata may quote the marker that the header's checksum is found by.
  @Test func isNotMisledByQuotedMarkers() throws {
    let marker = #""headerChecksum":"00000000""#
    var writer = SafetensorsWriter(metadata: ["A": marker, marker: "z"], checksums: true)
    writer.add(marker, shape: [1], [1])
    try writer.write(to: folder.path("file"))
    #expect(try SafetensorsFile(verifying: folder.path("file")).metadata["A"] == marker)
  }

  /// Longer than the piece that is checked at once, and not a multiple of it.
  @Test func checksLongTensors() throws {
    var writer = SafetensorsWriter(checksums: true)
    writer.add("a", shape: [300_001], (0..<300_001).map { Float($0) })
    try writer.write(to: folder.path("file"))
    var bytes = try folder.bytes("file")
    _ = try SafetensorsFile(verifying: folder.path("file"))
    bytes[bytes.count - 2] ^= 1
    let path = try folder.write("damaged", bytes)
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(verifying: path) }
    #expect(error?.part == "a")
  }
}
