import Engine

/// The largest window and stride: offsets of elements are far from overflowing.
private let largestWindow = 1 << 20

extension Layer {
  /// - Throws: `ModelError.invalidValue` unless each of the values is at least 1.
  func checkPositive(_ values: (name: String, value: Int)...) throws(ModelError) {
    for (argument, value) in values where value < 1 {
      throw .invalidValue(
        of: "\(argument) of layer \(name ?? className)", expected: "at least 1",
        found: "\(value)")
    }
  }

  /// Checks that a window can slide over samples of a shape.
  ///
  /// - Throws: `ModelError` naming the layer and the invalid value.
  func checkWindow(
    _ shape: Shape, size: (Int, Int), strides: (Int, Int), padding: Padding
  ) throws(ModelError) {
    try padding.check(in: "layer \(name ?? className)")
    try checkPositive(
      ("the window's height", size.0), ("the window's width", size.1),
      ("the stride's height", strides.0), ("the stride's width", strides.1))
    guard shape.rank == 3 else {
      throw .shape(
        layer: name ?? className,
        expected: "(None, height, width, channels), as MNIST's images reshaped to (28, 28, 1)",
        found: shape)
    }
    for value in [size.0, size.1, strides.0, strides.1] where value > largestWindow {
      throw .invalidValue(
        of: "the window or stride of layer \(name ?? className)",
        expected: "at most \(largestWindow)", found: "\(value)")
    }
    guard padding == .same || (shape.dimensions[0] >= size.0 && shape.dimensions[1] >= size.1)
    else {
      throw .shape(
        layer: name ?? className,
        expected: "images of at least \(size.0) by \(size.1), the window; or padding: .same",
        found: shape)
    }
  }
}
