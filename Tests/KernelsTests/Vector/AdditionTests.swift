import Kernels
import TestSupport
import Testing

@Suite("addition")
struct AdditionTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths, of one to four inputs.
  @Test(arguments: 0...40)
  func equalsTheScalarLoop(count: Int) {
    var samples = SampleValues(seed: 6_100 + UInt64(count))
    for inputCount in 1...4 {
      let inputs = (0..<inputCount).map { _ in samples.floats(count) }
      let expected = (0..<count).map { i in
        inputs.dropFirst().reduce(inputs[0][i]) { $0 + $1[i] }
      }
      let buffers = GuardedBuffers(inputs)
      let output = GuardedBuffer(count: count)
      let pointers = buffers.pointers
      for target in [output, buffers[inputCount - 1]] {
        pointers.withUnsafeBufferPointer {
          kernels.addition(of: $0, into: target.pointer, count: count)
        }
        expectSameBits(target.values, expected, "\(inputCount) inputs of \(count)")
      }
      #expect(output.isIntactBefore)
    }
  }
}
