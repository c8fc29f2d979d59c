import Layers
import Testing

@Suite("WindowAxis")
struct WindowAxisTests {
  /// What Keras 3.15 puts before and after an image; the odd one is at the end.
  @Test(arguments: [
    (28, 3, 2, 14, 0, 1), (28, 2, 1, 28, 0, 1), (28, 4, 1, 28, 1, 2), (28, 5, 2, 14, 1, 2),
    (28, 3, 1, 28, 1, 1), (27, 3, 2, 14, 1, 1), (4, 1, 3, 2, 0, 0), (4, 5, 3, 2, 2, 2),
    (5, 2, 3, 2, 0, 0), (1, 3, 1, 1, 1, 1),
  ])
  func padsAsKerasDoes(
    inputSize: Int, size: Int, stride: Int, outputSize: Int, before: Int, after: Int
  ) {
    let axis = WindowAxis(inputSize: inputSize, size: size, stride: stride, padding: .same)
    #expect(axis.outputSize == outputSize)
    #expect(axis.paddingBefore == before)
    let beyond = (axis.outputSize - 1) * stride + size - inputSize - axis.paddingBefore
    #expect(max(beyond, 0) == after)
  }

  /// A window that does not fit whole is left out.
  @Test(arguments: [
    (28, 3, 1, 26), (28, 3, 2, 13), (13, 2, 2, 6), (3, 3, 5, 1), (2, 3, 1, 0), (6, 2, 3, 2),
  ])
  func countsValidWindows(inputSize: Int, size: Int, stride: Int, outputSize: Int) {
    let axis = WindowAxis(inputSize: inputSize, size: size, stride: stride, padding: .valid)
    #expect(axis.outputSize == outputSize)
    #expect(axis.paddingBefore == 0)
  }
}
