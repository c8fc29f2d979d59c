import FileFormats
import TestSupport
import Testing

@Suite("ArrayHeader")
struct ArrayHeaderTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func header(_ bytes: [UInt8]) throws -> ArrayHeader {
    try ArrayHeader(from: ContentReader(folder.write("a.npy", bytes)))
  }

  @Test(
    "reads every type of numbers in both orders of bytes",
    arguments: [
      ("|b1", .bool), ("|u1", .uint8), ("|i1", .int8), ("<u2", .uint16), ("<i2", .int16),
      ("<u4", .uint32), ("<i4", .int32), ("<u8", .uint64), ("<i8", .int64), ("<f2", .float16),
      ("<f4", .float32), ("<f8", .float64),
    ] as [(String, ElementType)])
  func types(type: String, expected: ElementType) throws {
    let little = try header(npyFile(type, [3, 2], []))
    #expect(little.format == ElementFormat(expected) && little.shape == [3, 2])
    let big = try header(npyFile(type.replacing("<", with: ">"), [3, 2], []))
    #expect(big.format == ElementFormat(expected, isBigEndian: true))
    #expect(big.contentByteCount == 6 * expected.byteCount)
  }

  @Test("reads all versions, and knows where the elements begin", arguments: [1, 2, 3] as [UInt8])
  func versions(version: UInt8) throws {
    let file = npyFile("<f4", [60_000, 28, 28], [], isFortranOrder: true, version: version)
    let header = try header(file)
    #expect(header.shape == [60_000, 28, 28] && header.isFortranOrder)
    #expect(header.byteCount == file.count)
  }

  @Test(
    "reads what other programs write: other orders, quotes and spaces, and Python 2's integers",
    arguments: [
      ("{'shape': (3L, 4L), 'fortran_order': False, 'descr': '<f4'}", [3, 4]),
      ("{\"descr\":\"<f4\",\"fortran_order\":False,\"shape\":(3,4)}", [3, 4]),
      ("  { 'descr' : '<f4' , 'fortran_order' : False , 'shape' : ( 3 , ) , }  ", [3]),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", []),
    ])
  func forms(dictionary: String, shape: [Int]) throws {
    #expect(try header(npyFile("", [], [], dictionary: dictionary)).shape == shape)
  }

  /// Each case: a dictionary, the offset of what is wrong with it and words of the message.
  @Test(
    "refuses anything else, with the offset",
    arguments: [
      ("{'descr': '|O', 'fortran_order': False, 'shape': (3,)}", 20, "Python objects"),
      ("{'descr': '<U3', 'fortran_order': False, 'shape': (3,)}", 20, "text"),
      ("{'descr': '<c8', 'fortran_order': False, 'shape': (3,)}", 20, "complex numbers"),
      ("{'descr': '|f4', 'fortran_order': False, 'shape': (3,)}", 20, "'|f4'"),
      ("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,)}", 20, "with fields"),
      ("{'descr': '<f4', 'fortran_order': 0, 'shape': (3,)}", 44, "True or False"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (3)}", 62, "','"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (-3,)}", 61, "a size from 0 up"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': 3}", 60, "a tuple"),
      ("{'descr': '<f4', 'fortran_order': False}", 50, "the end of the header"),
      ("{'descr': '<f4', 'descr': '<f4', 'shape': (3,)}", 27, "each once"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'x': 1}", 66, "the key 'x'"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} 1", 66, "spaces"),
      ("{'descr': '<f4'; 'fortran_order': False}", 25, "',' or '}'"),
      ("{'des\\x63r': '<f4'}", 11, "backslash"),
      ("['descr']", 10, "a Python dictionary"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", 61, "63 bits"),
      (
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}", 10, "2^62"
      ),
      (
        "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 4294967296, 4294967296)}", 10,
        "2^62"
      ),
    ])
  func refuses(dictionary: String, offset: Int, words: String) throws {
    let file = npyFile("", [], [], dictionary: dictionary)
    let error = #expect(throws: DataFileError.self) { try header(file) }
    let text = error?.description ?? ""
    #expect(text.contains(words), "\(text)")
    // Where something is missing, what is found is the end of the padding.
    if !text.contains("the end of the header") {
      #expect(text.contains(": byte \(offset): "), "\(text)")
    }
  }

  @Test(
    "reads IDX files of every type",
    arguments: [
      (8, .uint8), (9, .int8), (11, .int16), (12, .int32), (13, .float32), (14, .float64),
    ] as [(UInt8, ElementType)])
  func idx(code: UInt8, type: ElementType) throws {
    let header = try header([0, 0, code, 2, 0, 0, 1, 2, 0, 0, 0, 3])
    #expect(header.format == ElementFormat(type, isBigEndian: true))
    #expect(header.shape == [258, 3] && header.byteCount == 12)
    #expect(throws: DataFileError.self) { try self.header([0, 0, code, 2, 0, 0, 1, 2, 0, 0, 0]) }
    let huge = [0, 0, code, 3] + [UInt8](repeating: 0xFF, count: 12)
    let error = #expect(throws: DataFileError.self) { try self.header(huge) }
    #expect(error?.expected == "fewer than 2^62 bytes")
  }

  @Test("refuses a rank that NumPy does not have")
  func rank() throws {
    let error = #expect(throws: DataFileError.self) {
      try header(npyFile("<f4", [Int](repeating: 1, count: 65), []))
    }
    #expect(error?.found == "more than 64 sizes")
  }

  @Test("refuses texts with more combining marks than can be compared, at once")
  func marks() {
    let text = "f" + String(repeating: "\u{301}\u{316}", count: 15_000)
    for dictionary in ["{'descr': '\(text)'}", "{'\(text)': '<f4'}"] {
      let file = npyFile("", [], [], version: 2, dictionary: dictionary)
      let error = #expect(throws: DataFileError.self) { try header(file) }
      #expect(error?.found == "a text with more than 30 combining marks in a row")
    }
  }

  @Test("refuses a header that breaks off at any byte")
  func truncated() throws {
    let file = npyFile("<f4", [2], [])
    for count in 0..<file.count {
      #expect(throws: DataFileError.self, "\(count) bytes") {
        try header(Array(file.prefix(count)))
      }
    }
  }

  @Test("says what a file of another kind is, and what a foreign version is")
  func kinds() throws {
    let gzip = #expect(throws: DataFileError.self) { try header(ZipFile([]).file) }
    #expect(gzip?.description.contains("byte 0: found bytes 50 4b 05 06 00 00") == true)
    let html = #expect(throws: DataFileError.self) { try header(Array("<html>".utf8)) }
    #expect(html?.found == "an HTML page")
    let version = #expect(throws: DataFileError.self) {
      try header(npyFile("<f4", [2], [], version: 4))
    }
    #expect(version?.description.contains("byte 6: found version 4.0") == true)
    let long = #expect(throws: DataFileError.self) {
      try header([0x93] + Array("NUMPY".utf8) + [2, 0, 0xFF, 0xFF, 0xFF, 0x7F, 0x20])
    }
    #expect(long?.description.contains("byte 8: found a header of 2147483647 bytes") == true)
  }
}
