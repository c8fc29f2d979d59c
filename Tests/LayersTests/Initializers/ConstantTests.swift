import Engine
import FileFormats
import Layers
import TestSupport
import Testing

@Suite("Zeros, Ones and Constant")
struct ConstantTests {
  @Test func fillEveryElement() {
    expectSameBits(initialValues(Zeros(), [2, 2]), [0, 0, 0, 0], "zeros")
    expectSameBits(initialValues(Ones(), [3]), [1, 1, 1], "ones")
    expectSameBits(initialValues(Constant(0.1), [1, 2]), [0.1, 0.1], "a tenth")
    expectSameBits(initialValues(Constant(), []), [0], "Keras's default")
  }

  @Test(arguments: [Double.nan, .infinity])
  func refuseWhatIsNoNumber(value: Double) {
    #expect(
      throws: ModelError.invalidValue(
        of: "value of initializer Constant", expected: "a finite number", found: "\(value)")
    ) { try Constant(value).validate() }
  }
}
