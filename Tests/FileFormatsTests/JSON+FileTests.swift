import FileFormats
import TestSupport
import Testing

@Suite("a file of JSON")
struct JSONFileTests {
  private let folder: TemporaryFolder
  private static let text = #"{"name": "größer"}"#

  init() throws {
    folder = try TemporaryFolder()
  }

  private static func utf16(_ text: String, isLittle: Bool) -> [UInt8] {
    text.utf16.flatMap { unit in
      let bytes = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
      return isLittle ? bytes : bytes.reversed()
    }
  }

  @Test(
    "is read in UTF-8 and UTF-16, with a byte order mark and without, and as text inside a string",
    arguments: [
      Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8),
      [0xFF, 0xFE] + utf16(text, isLittle: true), utf16(text, isLittle: true),
      [0xFE, 0xFF] + utf16(text, isLittle: false), utf16(text, isLittle: false),
      Array(JSON.string(text).serialized().utf8),
    ])
  func encodings(bytes: [UInt8]) throws {
    #expect(try JSON(contentsOfFile: folder.write("file", bytes)) == ["name": "größer"])
  }

  @Test(
    "that is something else is called by its name",
    arguments: [
      (Array("PK\u{3}\u{4}rest".utf8), "found a zip archive"),
      ([0x89] + Array("HDF\r\n\u{1A}\n".utf8), "found an HDF5 file"),
      ([], "found an empty file"), (Array("{\"a\"".utf8), "JSON, byte 4"),
      (Array("class_name: Sequential\n".utf8), "found YAML"),
      (Array(#""{no""#.utf8), "JSON, byte "),
    ] as [([UInt8], String)])
  func others(bytes: [UInt8], words: String) throws {
    let path = try folder.write("file", bytes)
    let error = #expect(throws: JSONFileError.self) { try JSON(contentsOfFile: path) }
    #expect(
      error?.description.hasPrefix("\(path): \(words)") == true, "\(String(describing: error))")
  }
}
