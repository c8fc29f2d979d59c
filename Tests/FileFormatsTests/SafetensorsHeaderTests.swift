import FileFormats
import TestSupport
import Testing

@Suite("Safetensors header")
struct SafetensorsHeaderTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Writes a file of a length, a header and data bytes, whether they fit together or not.
  private func file(_ header: String, data: Int, length: UInt64? = nil) throws -> String {
    let length = length ?? UInt64(header.utf8.count)
    let prefix = (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
    return try folder.write(
      "file", prefix + Array(header.utf8) + [UInt8](repeating: 0, count: data))
  }

  private func tensor(_ shape: String, _ begin: Int, _ end: Int, _ dtype: String = "F32") -> String
  {
    "{\"dtype\":\"\(dtype)\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
  }

  @Test func listsTensorsInTheOrderOfTheirBytes() throws {
    let header =
      "{\"b\":\(tensor("[2]", 0, 8)),\"a\":\(tensor("[]", 8, 16, "F64")),"
      + "\"d\":\(tensor("[0,3]", 16, 16, "I64")),\"c\":\(tensor("[0]", 16, 16, "U8")),"
      + "\"__metadata__\":{\"k\":\"v\"}}   "
    let file = try SafetensorsFile(file(header, data: 16))
    #expect(file.tensors.map(\.name) == ["b", "a", "c", "d"])
    #expect(file.tensors.map(\.shape) == [[2], [], [0], [0, 3]])
    #expect(file.tensors.map(\.dtype) == [.float32, .float64, .uint8, .int64])
    #expect(file.tensors.map(\.elementCount) == [2, 1, 0, 0])
    #expect(file.metadata == ["k": "v"])
  }

  @Test func takesAFileWithoutTensors() throws {
    #expect(try SafetensorsFile(file("{}", data: 0)).tensors.isEmpty)
  }

  @Test(arguments: SafetensorsFile.DType.allCases)
  func knowsTheSizeOfEveryType(dtype: SafetensorsFile.DType) throws {
    let size = dtype.byteCount * 3
    let header = "{\"a\":\(tensor("[3]", 0, size, dtype.rawValue))}"
    #expect(try SafetensorsFile(file(header, data: size)).tensor("a").elementCount == 3)
  }

  @Test(arguments: [
    ("[]", "no '{' at its start"),
    ("{\"a\":1}", "no dtype"),
    ("{\"a\":{\"dtype\":\"F32\"}}", "no valid shape"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", "no valid data_offsets"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}", "no valid shape"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", "no valid shape"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", "no valid data_offsets"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", "no valid data_offsets"),
    ("{\"__metadata__\":{\"a\":1}}", "no string under \"a\""),
    ("{\"__metadata__\":[]}", "no object"),
    ("{\"a\":{},\"a\":{}}", "a second key \"a\" at byte 8"),
    ("{\"a\":{}", "the end of the text at byte 7"),
  ])
  func refusesAMalformedHeader(header: String, found: String) throws {
    let path = try file(header, data: 4)
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path) }
    #expect(error?.kind == .malformedHeader)
    #expect(error?.found == found)
  }

  @Test func passesOverATensorOfAnUnknownTypeUntilItIsAskedFor() throws {
    let header = "{\"a\":\(tensor("[3]", 0, 3, "F8_E4M3")),\"b\":\(tensor("[1]", 3, 7))}"
    let path = try file(header, data: 7)
    let file = try SafetensorsFile(path)
    #expect(file.tensors.map(\.name) == ["b"] && file.contains("a"))
    #expect(try file.floats("b").count == 1)
    let error = #expect(throws: SafetensorsError.self) { try file.floats("a") }
    #expect(error?.description == "\(path): a: found dtype F8_E4M3, expected F32, F64, F16 or BF16")
    #expect(throws: SafetensorsError.self, "a hole") {
      try SafetensorsFile(self.file(header.replacing("0,3", with: "0,2"), data: 7))
    }
  }

  @Test(arguments: [
    (Array("PK\u{3}\u{4}12345678".utf8), "a zip archive, as .keras, .npz and PyTorch's files are"),
    (Array("<!doctype html>".utf8), "an HTML page"),
    ([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], "a gzip file"),
  ])
  func namesAFileOfAnotherKind(bytes: [UInt8], name: String) throws {
    let path = try folder.write("other", bytes)
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path) }
    #expect(error?.description == "\(path): header: found \(name), expected a safetensors file")
  }

  @Test func refusesAShapeThatOverflows() throws {
    let huge = "[4294967296,4294967296]"
    let path = try file("{\"a\":\(tensor(huge, 0, 0))}", data: 0)
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path) }
    #expect(error?.kind == .shape)
  }

  /// Each case: the byte ranges of two tensors of four floats' room, and the data's size.
  @Test(arguments: [
    ([0, 4, 8, 12], 12, "b: found start 8, expected 4, without hole or overlap"),
    ([0, 4, 0, 4], 4, "b: found start 0, expected 4, without hole or overlap"),
    ([4, 8, 8, 12], 12, "a: found start 4, expected 0, without hole or overlap"),
    ([0, 8, 8, 12], 12, "a: found 8 bytes, expected 4 for F32 [1]"),
    ([0, 4, 4, 8], 7, "data: found 7 bytes, expected 8"),
    ([0, 4, 4, 8], 9, "data: found 9 bytes, expected 8"),
  ])
  func refusesOffsetsThatDoNotFit(offsets: [Int], data: Int, message: String) throws {
    let header =
      "{\"a\":\(tensor("[1]", offsets[0], offsets[1])),"
      + "\"b\":\(tensor("[1]", offsets[2], offsets[3]))}"
    let path = try file(header, data: data)
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path) }
    #expect(error?.description == "\(path): \(message)")
  }

  @Test(arguments: [100_000_001, UInt64(Int.max), UInt64.max])
  func refusesALengthBeyondTheFormat(length: UInt64) throws {
    let path = try file("{}", data: 0, length: length)
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path) }
    #expect(
      error?.description
        == "\(path): header: found a length of \(length) bytes, expected at most 100000000 "
        + "(is this a safetensors file?)")
  }

  @Test func refusesALengthBeyondTheFile() throws {
    let path = try file("{}", data: 0, length: 3)
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path) }
    #expect(error?.description == "\(path): header: found 10 bytes, expected 11 or more")
  }

  @Test(arguments: 0..<8)
  func refusesAFileShorterThanALength(count: Int) throws {
    let path = try folder.write("file", [UInt8](repeating: 0, count: count))
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path) }
    #expect(error?.description == "\(path): header: found \(count) bytes, expected at least 8")
  }

  /// A name may hold line ends and a terminal's control sequences.
  @Test func keepsHostileNamesOnOneLine() throws {
    let path = try file("{\"a\\n\\u001b[2J\":\(tensor("[2]", 0, 4))}", data: 4)
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path) }
    #expect(error?.description == "\(path): a??[2J: found 4 bytes, expected 8 for F32 [2]")
  }

  @Test func saysWhenTheFileIsMissing() {
    let path = folder.path("absent")
    let error = #expect(throws: FileError.self) { try SafetensorsFile(path) }
    #expect(error?.isMissing == true)
  }
}
