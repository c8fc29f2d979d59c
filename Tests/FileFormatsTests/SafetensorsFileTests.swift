import FileFormats
import TestSupport
import Testing

@Suite("SafetensorsFile")
struct SafetensorsFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// A file with one tensor of each floating-point type and one of integers.
  private func file() throws -> SafetensorsFile {
    let header =
      #"{"d":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},"#
      + #""f":{"dtype":"F32","shape":[1,2],"data_offsets":[16,24]},"#
      + #""i":{"dtype":"I32","shape":[1],"data_offsets":[24,28]}}"#
    var bytes = [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8)
    for value in [0.1, -2.0] {
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) }
    }
    for value in [0.1, Float.infinity] {
      bytes += (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) }
    }
    return try SafetensorsFile(folder.write("file", bytes + [1, 0, 0, 0]))
  }

  @Test func readsSinglePrecision() throws {
    #expect(try file().floats("f") == [0.1, .infinity])
    #expect(try file().doubles("f") == [Double(Float(0.1)), .infinity])
  }

  @Test func readsDoublePrecision() throws {
    #expect(try file().doubles("d") == [0.1, -2])
    #expect(try file().floats("d") == [0.1, -2])
  }

  @Test(arguments: ["d", "f"])
  func readsIntoLentMemory(name: String) throws {
    let file = try file()
    var values: [Float] = [7, 7]
    try unsafe values.withUnsafeMutableBufferPointer { try unsafe file.read(name, into: $0) }
    #expect(values == (name == "d" ? [0.1, -2] : [0.1, .infinity]))
  }

  @Test func refusesMemoryOfAnotherSize() throws {
    let file = try file()
    var values: [Float] = [7, 7, 7]
    let error = #expect(throws: SafetensorsError.self) {
      try unsafe values.withUnsafeMutableBufferPointer { try unsafe file.read("f", into: $0) }
    }
    #expect(error?.description == "\(file.path): f: found 2 elements, expected 3")
    #expect(values == [7, 7, 7])
  }

  @Test func refusesToReadIntegersAsFloats() throws {
    let file = try file()
    let error = #expect(throws: SafetensorsError.self) { try file.floats("i") }
    #expect(error?.description == "\(file.path): i: found dtype I32, expected F32 or F64")
    #expect(throws: SafetensorsError.self) { try file.doubles("i") }
  }

  @Test func namesATensorThatIsMissing() throws {
    let file = try file()
    #expect(file.contains("f"))
    #expect(!file.contains("g"))
    let error = #expect(throws: SafetensorsError.self) { try file.floats("g") }
    #expect(error?.kind == .missingTensor)
    #expect(error?.part == "g")
  }

  /// A trainer may replace its newest checkpoint while another process reads it.
  @Test func staysTheSameWhenTheFileIsReplaced() throws {
    let file = try file()
    var writer = SafetensorsWriter()
    writer.add("f", shape: [1], [5])
    try writer.write(to: file.path)
    #expect(try file.floats("f") == [0.1, .infinity])
    #expect(try SafetensorsFile(file.path).floats("f") == [5])
  }

  @Test func noticesAFileThatShrinksWhileOpen() throws {
    let file = try file()
    try FileDescriptor(creating: file.path, .replacing).write([1])
    let error = #expect(throws: SafetensorsError.self) { try file.floats("f") }
    #expect(error?.kind == .truncated)
  }
}
