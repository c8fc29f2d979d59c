import FileFormats
import TestSupport
import Testing

@Suite("Hostile safetensors")
struct HostileSafetensorsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func bytes(_ header: String) -> [UInt8] {
    let length = header.utf8.count
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) } + Array(header.utf8)
  }

  private func file(_ header: String) throws -> String {
    try folder.write("file", bytes(header))
  }

  private func refusal(_ header: String) throws -> SafetensorsError? {
    let path = try file(header)
    return #expect(throws: SafetensorsError.self) { try SafetensorsFile(path) }
  }

  /// A header may be 100 MB long, and would take gigabytes as values.
  @Test(arguments: [",0", ",[0]", ",{\"\":0}"])
  func refusesAHeaderThatNeedsTooMuchMemory(piece: String) throws {
    let values = "[0" + String(repeating: piece, count: 1_000_000) + "]"
    let error = try refusal("{\"a\":\(values)}")
    #expect(error?.kind == .malformedHeader)
    #expect(error?.found.hasPrefix("values of more than 32 MiB at byte ") == true)
  }

  @Test func refusesANameThatKeepsADictionaryBusy() throws {
    let name = String(repeating: "\u{301}\u{316}", count: 100_000)
    let error = try refusal("{\"\(name)\":{}}")
    #expect(error?.found == "a string with too many combining marks in a row at byte 1")
  }

  @Test func takesSixtyFourDimensionsAndNoMore() throws {
    func header(_ rank: Int) -> String {
      let shape = Array(repeating: "0", count: rank).joined(separator: ",")
      return "{\"a\":{\"dtype\":\"U8\",\"shape\":[\(shape)],\"data_offsets\":[0,0]}}"
    }
    #expect(try SafetensorsFile(file(header(64))).tensor("a").shape.count == 64)
    #expect(try refusal(header(65))?.found == "no valid shape")
  }

  /// Each case: a header that puts its own long text into the message.
  @Test(arguments: [
    "{\"X\":{}}", "{\"a\":{\"dtype\":\"X\"}}", "{\"__metadata__\":{\"X\":1}}", "{\"X\":1,\"X\":2}",
  ])
  func keepsItsMessageOnOneShortLine(form: String) throws {
    let text = String(repeating: "\\n\\u202e\\u2028\\u001b", count: 10_000)
    let error = try refusal(form.split(separator: "X").joined(separator: text))
    let message = try #require(error?.description)
    #expect(message.utf8.count < 1000)
    for scalar in message.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        Issue.record("U+\(String(scalar.value, radix: 16)) in \(message.debugDescription)")
      default: break
      }
    }
  }

  /// The checksums are text inside the header's text, and are parsed on top of it.
  @Test func refusesChecksumsThatNeedTooMuchMemory() throws {
    let sums = "[0" + String(repeating: ",0", count: 1_000_000) + "]"
    func header(_ digits: String) -> String {
      "{\"__metadata__\":{\"checksums\":\"\(sums)\",\"headerChecksum\":\"\(digits)\"}}"
    }
    let path = try file(header(CRC32(bytes(header("00000000"))).hexadecimal))
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(verifying: path) }
    #expect(error?.found == "checksums with values of more than 16 MiB")
  }

  /// Overlaps, holes and sizes that only come right when numbers wrap around.
  @Test(arguments: [
    "{\"a\":{\"dtype\":\"F64\",\"shape\":[2305843009213693952],\"data_offsets\":[0,0]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[3037000500,3037000500],\"data_offsets\":[0,0]}}",
    "{\"a\":{\"dtype\":\"U8\",\"shape\":[9223372036854775807],"
      + "\"data_offsets\":[0,9223372036854775807]}}",
    "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[9223372036854775806,"
      + "9223372036854775807]}}",
    "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[9223372036854775808,"
      + "9223372036854775809]}}",
    "{\"a\":{\"dtype\":\"U8\",\"shape\":[-1],\"data_offsets\":[1,0]}}",
    "{\"a\":{\"dtype\":\"U8\",\"shape\":[1e0],\"data_offsets\":[0,1]}}",
  ])
  func refusesNumbersAtTheEdge(header: String) throws {
    _ = try refusal(header)
  }
}
