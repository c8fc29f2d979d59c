/// What surrounds an image before a window slides over it, in Keras's words.
public enum Padding: String, Sendable, CaseIterable {
  /// Nothing: only windows that lie inside the image count.
  case valid
  /// As much as makes the output `⌈input / stride⌉`, the odd row or column at the bottom or right.
  case same
}

/// The windows along one dimension of an image.
struct WindowAxis: Equatable {
  /// The number of windows.
  let outputSize: Int
  /// What lies before the image.
  let paddingBefore: Int

  /// The windows of `size`, one every `stride`; none where a valid window does not fit.
  init(inputSize: Int, size: Int, stride: Int, padding: Padding) {
    switch padding {
    case .valid:
      outputSize = inputSize >= size ? (inputSize - size) / stride + 1 : 0
      paddingBefore = 0
    case .same:
      outputSize = (inputSize + stride - 1) / stride
      paddingBefore = max((outputSize - 1) * stride + size - inputSize, 0) / 2
    }
  }
}
