import Datasets
import FileFormats
import TestSupport
import Testing

@Suite("Hostile IDX")
struct HostileIDXTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// A gzip member of nothing but the byte 0: a block of fixed codes (RFC 1951, section 3.2.6)
  /// with one literal and copies of the byte before, 258 bytes each.
  private func zeros(copies: Int) -> [UInt8] {
    let copy = [1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]
    var bits = [1, 1, 0] + [0, 0, 1, 1, 0, 0, 0, 0]
    for _ in 0..<copies { bits += copy }
    bits += [0, 0, 0, 0, 0, 0, 0]
    bits += Array(repeating: 0, count: (8 - bits.count % 8) % 8)
    var stream: [UInt8] = []
    for start in stride(from: 0, to: bits.count, by: 8) {
      stream.append((0..<8).reduce(0) { $0 | UInt8(bits[start + $1]) << $1 })
    }
    let count = 1 + 258 * copies
    let sum = CRC32([UInt8](repeating: 0, count: count)).value
    let trailer = [Int(sum), count].flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF] + stream + trailer
  }

  /// 270,000 copies are 66.4 MiB, more than is believed without a look.
  @Test func takesMuchInLittleIfItIsThere() throws {
    let count = 1 + 258 * 270_000
    let path = try folder.write("file", gzipMember(idx([count], [])) + zeros(copies: 270_000))
    #expect(try IDXFile(path, rank: 1).byteCount == count)
  }

  /// Memory for the elements is the caller's, who has only the header to go by.
  @Test func refusesAPromiseThatItsContentDoesNotKeep() throws {
    let count = 1 + 258 * 270_000
    let path = try folder.write(
      "file", gzipMember(idx([1000, 1000, 80], [])) + zeros(copies: 270_000))
    let error = #expect(throws: IDXError.self) { try IDXFile(path, rank: 3) }
    #expect(error == .truncated(path: path, found: 16 + count, expected: 16 + 80_000_000))
  }

  @Test func refusesAPromiseThatADamagedStreamMakes() throws {
    let path = try folder.write(
      "file", gzipMember(idx([1000, 1000, 80], [])) + zeros(copies: 270_000).dropLast(9))
    #expect(throws: GzipError.self) { try IDXFile(path, rank: 3) }
  }

  /// Each case: sizes whose product wraps around to something small.
  @Test(arguments: [
    [0x1_0000, 0x1_0000, 0x1_0000], [0x4000_0000, 4, 0x4000_0000], [0x8000_0000, 2, 1],
    [0xFFFF_FFFF, 0xFFFF_FFFF, 1],
  ])
  func refusesSizesAtTheEdge(dimensions: [Int]) throws {
    for bytes in [idx(dimensions, [1, 2]), gzipMember(idx(dimensions, [1, 2]))] {
      let path = try folder.write("file", bytes)
      #expect(throws: IDXError.self) { try IDXFile(path, rank: 3) }
    }
  }
}
