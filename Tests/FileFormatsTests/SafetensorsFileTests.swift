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
    #expect(
      error?.description == "\(file.path): i: found dtype I32, expected F32, F64, F16 or BF16")
    #expect(throws: SafetensorsError.self) { try file.doubles("i") }
  }

  @Test func namesATensorThatIsMissing() throws {
    let file = try file()
    #expect(file.contains("f"))
    #expect(!file.contains("g"))
    let error = #expect(throws: SafetensorsError.self) { try file.floats("g") }
    #expect(error?.kind == .missingTensor)
    #expect(error?.part == "g")
    #expect(error?.expected == "one of the file's 3: d, f, i")
  }

  /// Zeros, the smallest and the largest subnormal and normal numbers, infinities, a NaN.
  @Test func widensHalfPrecisionExactly() throws {
    let half: [(UInt16, Float)] = [
      (0, 0), (0x8000, -0.0), (1, 0x1p-24), (0x03FF, 0x1.FF8p-15), (0x0400, 0x1p-14),
      (0x3555, 0x1.554p-2), (0x3C00, 1), (0xC000, -2), (0x7BFF, 65_504), (0x7C00, .infinity),
      (0xFC00, -.infinity), (0x8001, -0x1p-24),
    ]
    let values = try floats("F16", half.map(\.0) + [0x7E00])
    #expect(values.dropLast().map(\.bitPattern) == half.map(\.1.bitPattern))
    #expect(values.last?.isNaN == true)
  }

  @Test func widensBfloat16Exactly() throws {
    let upper: [(UInt16, Float)] = [
      (0, 0), (0x8000, -0.0), (0x3E80, 0.25), (0xBF80, -1), (0x0080, .leastNormalMagnitude),
      (0x7F80, .infinity), (0x7F7F, 0x1.FEp127),
    ]
    #expect(try floats("BF16", upper.map(\.0)).map(\.bitPattern) == upper.map(\.1.bitPattern))
  }

  private func floats(_ type: String, _ bits: [UInt16]) throws -> [Float] {
    let header =
      "{\"h\":{\"dtype\":\"\(type)\",\"shape\":[\(bits.count)],"
      + "\"data_offsets\":[0,\(2 * bits.count)]}}"
    let bytes = [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8)
    return try SafetensorsFile(
      folder.write("half", bytes + bits.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    ).floats("h")
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
