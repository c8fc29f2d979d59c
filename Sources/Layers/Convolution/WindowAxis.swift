/// The windows along one dimension of an image.
package struct WindowAxis: Equatable {
  /// The number of windows.
  package let outputSize: Int
  /// The padding before the image.
  package let paddingBefore: Int

  /// Creates the windows of `size` at each `stride`; none where a valid window does not fit.
  package init(inputSize: Int, size: Int, stride: Int, padding: Padding) {
    if padding == .same {
      outputSize = inputSize / stride + (inputSize % stride == 0 ? 0 : 1)
      paddingBefore = max((outputSize - 1) * stride - inputSize + size, 0) / 2
    } else {
      outputSize = inputSize >= size ? (inputSize - size) / stride + 1 : 0
      paddingBefore = 0
    }
  }
}
