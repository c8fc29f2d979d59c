import FileFormats
import TestSupport
import Testing

@Suite("ElementStatistics")
struct ElementStatisticsTests {
  private func statistics(_ values: [Double]) -> ElementStatistics {
    values.reduce(into: ElementStatistics()) { $0.add($1) }
  }

  @Test("counts zeros, NaN and infinities, and takes norm and range of the finite elements")
  func finite() {
    let found = statistics([3, -4, 0, -0.0, .nan, .infinity, -.infinity, 0x1p-1060])
    #expect(found.count == 8)
    #expect(found.norm == 5)
    #expect(found.minimum == -4)
    #expect(found.maximum == 3)
    #expect(found.zeroCount == 3)
    #expect(found.nanCount == 1)
    #expect(found.infiniteCount == 2)
  }

  @Test("knows no range of no finite elements", arguments: [[], [Double.nan, .infinity]])
  func none(values: [Double]) {
    let found = statistics(values)
    #expect(found.norm == 0)
    #expect(found.minimum == nil)
    #expect(found.maximum == nil)
  }

  @Test("neither overflows nor vanishes")
  func range() {
    #expect(statistics([0x3p1000, 0x4p1000]).norm == 0x5p1000)
    #expect(statistics([0x3p-900, 0x4p-900]).norm == 0x5p-900)
    #expect(statistics([0x3p-900, 0x1p0]).norm == 1)
    #expect(statistics([0x3p700, 1, 0x1p-900]).norm == 0x3p700)
  }

  @Test("rounds no whole number of 64 bits")
  func integers() {
    func range<Number>(_ numbers: [Number], _ type: ElementType) -> [String?] {
      var found = ElementStatistics()
      unsafe numbers.withUnsafeBytes { unsafe ElementFormat(type).add($0, to: &found) }
      return [found.integers.minimum, found.integers.maximum]
    }
    #expect(
      range([9_007_199_254_740_993, .min] as [Int64], .int64)
        == ["-9223372036854775808", "9007199254740993"])
    #expect(
      range([.max, .max - 1] as [UInt64], .uint64)
        == ["18446744073709551614", "18446744073709551615"])
    #expect(range([1.5] as [Float], .float32) == [nil, nil])
    #expect(range([] as [Int64], .int64) == [nil, nil])
  }

  /// The bits of 0, 1 and the type's greatest or least number, of each type that the reader knows.
  @Test("reads every type", arguments: SafetensorsFile.DType.allCases)
  func types(type: SafetensorsFile.DType) throws {
    let (bits, least, greatest): ([UInt64], Double, Double) =
      switch type {
      case .bool: ([0, 1], 0, 1)
      case .uint8: ([0, 1, 0xFF], 0, 255)
      case .int8: ([0, 1, 0x80], -128, 1)
      case .uint16: ([0, 1, 0xFFFF], 0, 65_535)
      case .int16: ([0, 1, 0x8000], -32_768, 1)
      case .uint32: ([0, 1, 0xFFFF_FFFF], 0, 4_294_967_295)
      case .int32: ([0, 1, 0x8000_0000], -2_147_483_648, 1)
      case .uint64: ([0, 1, 1 << 63], 0, 0x1p63)
      case .int64: ([0, 1, 1 << 63], -0x1p63, 1)
      // Half precision's denormals are numbers like others in single precision.
      case .float16: ([0, 0x3C00, 0x8001], -0x1p-24, 1)
      case .bfloat16: ([0, 0x3F80, 0xC000, 1], -2, 1)
      case .float32: ([0, 0x3F80_0000, 0xC000_0000, 1], -2, 1)
      case .float64: ([0, 0x3FF0_0000_0000_0000, 0xC000_0000_0000_0000, 1], -2, 1)
      }
    let size = type.byteCount
    let bytes = bits.flatMap { element in
      (0..<size).map { UInt8(truncatingIfNeeded: element >> UInt64(8 * $0)) }
    }
    let header =
      #"{"t":{"dtype":"\#(type.rawValue)","shape":[\#(bits.count)],"#
      + #""data_offsets":[0,\#(bytes.count)]},"u":{"dtype":"F8_E5M2","shape":[0],"#
      + #""data_offsets":[\#(bytes.count),\#(bytes.count)]}}"#
    let folder = try TemporaryFolder()
    let file = try SafetensorsFile(
      folder.write(
        "file",
        (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
          + Array(header.utf8) + bytes))
    let found = try file.statistics(of: file.tensor("t"))
    #expect(found.count == bits.count)
    #expect(found.minimum == least)
    #expect(found.maximum == greatest)
    #expect(found.zeroCount == (bits.count == 4 ? 2 : 1))
    #expect(file.unknownTensors.map(\.name) == ["u"])
    #expect(file.unknownTensors.map(\.type) == ["F8_E5M2"])
  }
}
