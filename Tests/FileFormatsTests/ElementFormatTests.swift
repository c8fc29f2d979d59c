import FileFormats
import TestSupport
import Testing

@Suite("ElementFormat")
struct ElementFormatTests {
  private func floats(_ format: ElementFormat, _ bytes: [UInt8]) -> [Float] {
    let count = bytes.count / format.byteCount
    return unsafe [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let y = buffer.baseAddress else { return }
      // One byte in front, so that nothing is aligned.
      unsafe ([0] + bytes).withUnsafeBytes {
        unsafe format.convert(UnsafeRawBufferPointer(rebasing: $0.dropFirst()), into: y)
      }
      filled = count
    }
  }

  private func integers(_ format: ElementFormat, _ bytes: [UInt8]) -> [Int?] {
    var numbers: [Int?] = []
    unsafe bytes.withUnsafeBytes { buffer in
      unsafe format.forEachInteger(in: buffer) { numbers.append($1) }
    }
    return numbers
  }

  @Test("converts whole numbers of every type and order", arguments: [false, true])
  func integers(isBigEndian: Bool) {
    func expect<Number: FixedWidthInteger>(_ type: ElementType, _ numbers: [Number]) {
      let format = ElementFormat(type, isBigEndian: isBigEndian)
      let file = bytes(numbers, isBigEndian: isBigEndian)
      #expect(floats(format, file) == numbers.map { Float($0) }, "\(format.name)")
      #expect(integers(format, file) == numbers.map { Int(exactly: $0) }, "\(format.name)")
    }
    expect(.uint8, [0, 1, 255] as [UInt8])
    expect(.int8, [-128, -1, 127] as [Int8])
    expect(.uint16, [0, 258, .max] as [UInt16])
    expect(.int16, [.min, 258, .max] as [Int16])
    // 2^24 + 1 is rounded to even, 2^24 + 3 up.
    expect(.int32, [.min, 16_777_217, 16_777_219] as [Int32])
    expect(.uint32, [0x0102_0304, .max] as [UInt32])
    expect(.int64, [.min, 0x0102_0304_0506_0708, .max] as [Int64])
    expect(.uint64, [0x0102_0304_0506_0708, .max] as [UInt64])
    #expect(floats(ElementFormat(.bool), [0, 1, 2]) == [0, 1, 1])
    #expect(integers(ElementFormat(.bool), [0, 1, 2]) == [0, 1, 1])
  }

  @Test("converts floats of every type and order", arguments: [false, true])
  func floats(isBigEndian: Bool) {
    func format(_ type: ElementType) -> ElementFormat {
      ElementFormat(type, isBigEndian: isBigEndian)
    }
    let singles: [Float] = [0, -0.1, 3.5, .greatestFiniteMagnitude, -.infinity]
    #expect(floats(format(.float32), bytes(singles, isBigEndian: isBigEndian)) == singles)
    // Rounded to nearest, ties to even; beyond the largest it is infinite.
    let doubles: [Double] = [0.1, 1 + 0x1p-24, 1 + 0x3p-24, 1e300]
    #expect(
      floats(format(.float64), bytes(doubles, isBigEndian: isBigEndian))
        == [0.1, 1, 1 + 0x1p-22, .infinity])
    let halves: [UInt16] = [0x3C00, 0xC100, 0x7BFF, 0x0001]
    #expect(
      floats(format(.float16), bytes(halves, isBigEndian: isBigEndian))
        == [1, -2.5, 65_504, 0x1p-24])
    #expect(integers(format(.float32), bytes(singles)) == [nil, nil, nil, nil, nil])
  }

  @Test("has no order of bytes where there is one byte")
  func singleBytes() {
    #expect(ElementFormat(.int8, isBigEndian: true) == ElementFormat(.int8))
    #expect(ElementFormat(.int16, isBigEndian: true).name == "int16, big-endian")
  }
}
