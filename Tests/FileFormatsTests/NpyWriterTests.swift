import FileFormats
import Foundation
import TestSupport
import Testing

@Suite("NpyWriter")
struct NpyWriterTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func bytes() throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: folder.path("array.npy"))))
  }

  /// The bytes of the format, written out by hand.
  @Test(
    "writes the published layout",
    arguments: [
      ([2, 3], "(2, 3)"), ([6], "(6,)"), ([1, 6, 1], "(1, 6, 1)"),
    ])
  func layout(shape: [Int], text: String) throws {
    let values: [Float] = [0, -0.0, .infinity, .leastNonzeroMagnitude, 1.0 / 3, -2]
    try NpyWriter.write(values, shape: shape, to: folder.path("array.npy"))
    let found = try bytes()
    #expect(Array(found[..<8]) == [0x93] + Array("NUMPY".utf8) + [1, 0])
    let length = Int(found[8]) + 256 * Int(found[9])
    #expect((10 + length).isMultiple(of: 64))
    let header = String(decoding: found[10..<10 + length], as: UTF8.self)
    #expect(
      header.trimmingCharacters(in: .whitespacesAndNewlines)
        == "{'descr': '<f4', 'fortran_order': False, 'shape': \(text), }")
    #expect(header.last == "\n")
    let numbers = found[(10 + length)...]
    #expect(
      Array(numbers)
        == values.flatMap { value in
          (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) }
        })
  }

  @Test func writesIntegersScalarsAndNothing() throws {
    for (shape, values, text) in [
      ([2], [-1, 258], "(2,)"), ([], [7], "()"), ([0, 5], [], "(0, 5)"),
    ] {
      try NpyWriter.write(values, shape: shape, to: folder.path("array.npy"))
      let found = try bytes()
      #expect(String(decoding: found, as: UTF8.self).contains("'<i8', 'fortran_order': False"))
      #expect(String(decoding: found, as: UTF8.self).contains("'shape': \(text), }"))
      let expected = values.flatMap { value in
        (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
      }
      #expect(Array(found.suffix(expected.count)) == expected)
      #expect((found.count - expected.count).isMultiple(of: 64))
    }
  }

  @Test func namesAFolderThatIsNotThere() throws {
    #expect(throws: FileError.self) {
      try NpyWriter.write([Float(1)], shape: [1], to: folder.path("nothing/array.npy"))
    }
  }
}
