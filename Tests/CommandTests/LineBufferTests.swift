import Foundation
import Testing

@testable import LockstepCommand

@Suite("LineBuffer")
struct LineBufferTests {
  /// What `fill` appends.
  private func text(_ fill: (inout LineBuffer) throws -> Void) throws -> String {
    final class Sink { var bytes: [UInt8] = [] }
    let sink = Sink()
    var lines = LineBuffer { sink.bytes += $0 }
    try fill(&lines)
    try lines.flush()
    return String(decoding: sink.bytes, as: UTF8.self)
  }

  @Test("writes whole numbers behind spaces up to a width")
  func wholeNumbers() throws {
    for (number, width, expected) in [
      (0, 0, "0"), (7, 6, "     7"), (123_456, 6, "123456"), (1_234_567, 6, "1234567"),
      (Int.max, 0, "\(Int.max)"),
    ] {
      #expect(try text { $0.append(number, width: width) } == expected)
    }
  }

  @Test("rounds to four decimals as C does, ties and signs too")
  func fourDecimals() throws {
    var numbers: [Float] = [
      0, -0.0, 1, -1, 0.5, 0.00005, 0.00015, 0.99995, 0.99994999, 9.99995, -0.00001, 12.5, 1e10,
      3e30, -3e30, Float(sign: .plus, exponent: -133, significand: 1), 0.03125, 0.000030517578125,
      1234.00006103515625,
    ]
    var state: UInt32 = 1
    for _ in 0..<2_000 {
      state = state &* 1_664_525 &+ 1_013_904_223
      numbers.append(Float(state) / Float(UInt32.max))
      numbers.append(Float(state >> 16) / 65_536)
    }
    for number in numbers {
      let plain = String(format: "%.4f", number)
      let expected = String(repeating: " ", count: max(0, 11 - plain.count)) + plain
      #expect(try text { $0.append(fourDecimalsOf: number, width: 11) } == expected)
    }
  }

  @Test("hands on pieces in order, of whole lines")
  func pieces() throws {
    var pieces: [[UInt8]] = []
    try withoutActuallyEscaping({ (piece: [UInt8]) in pieces.append(piece) }) { take in
      var lines = LineBuffer(writingTo: take)
      for index in 0..<50_000 {
        lines.append(index)
        lines.append(",")
        lines.append(Float(index) / 8)
        try lines.endLine()
      }
      try lines.flush()
    }
    #expect(pieces.count > 1 && pieces.allSatisfy { $0.last == 0x0A })
    let expected = (0..<50_000).map { "\($0),\(Float($0) / 8)\n" }.joined()
    #expect(String(decoding: pieces.joined(), as: UTF8.self) == expected)
  }
}
