/// What surrounds an image before a window slides over it, in Keras's words.
public enum Padding: String, Sendable, CaseIterable {
  /// Nothing: only windows that lie inside the image count.
  case valid
  /// As much as makes the output `⌈input / stride⌉`, the odd row or column at the bottom or right.
  case same
}
