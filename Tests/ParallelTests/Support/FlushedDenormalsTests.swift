import Kernels
import TestSupport
import Testing

@Suite("FlushedDenormals", .flushedDenormals)
struct FlushedDenormalsTests {
  /// Many at a time, on all threads of the pool.
  @Test(arguments: 0..<200)
  func setsTheModeOfATestsThread(index: Int) {
    #expect(FloatingPointMode.flushesDenormals)
    let smallest = Float.leastNonzeroMagnitude
    #expect((smallest * Float(index + 1)).bitPattern == 0)
  }
}
