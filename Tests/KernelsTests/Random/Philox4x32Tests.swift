import Kernels
import Testing

@Suite("Philox4x32")
struct Philox4x32Tests {
  /// The known answers of Random123 for philox4x32-10 (Salmon and others, 2011).
  @Test(arguments: [
    KnownAnswer(
      counter: [0, 0, 0, 0], key: 0,
      words: [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
    KnownAnswer(
      counter: [.max, .max, .max, .max], key: .max,
      words: [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
    KnownAnswer(
      counter: [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
      key: 0x299f_31d0_a409_3822,
      words: [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]),
  ])
  func givesThePublishedWords(answer: KnownAnswer) {
    #expect(Philox4x32(key: answer.key)(answer.counter) == answer.words)
  }

  struct KnownAnswer: Sendable {
    var counter: SIMD4<UInt32>
    var key: UInt64
    var words: SIMD4<UInt32>
  }
}
