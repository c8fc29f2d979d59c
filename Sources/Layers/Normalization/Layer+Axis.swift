import Engine

extension Layer {
  /// Returns the index in a sample's shape of Keras's `axis`: Keras counts the batch's as 0, and
  /// negative numbers from the end.
  ///
  /// - Throws: `ModelError.invalidValue` naming this layer, for the batch's axis or one out of
  ///   range.
  func sampleAxis(_ axis: Int, of shape: Shape) throws(ModelError) -> Int {
    let index = axis < 0 ? axis + shape.rank : axis - 1
    guard (0..<shape.rank).contains(index) else {
      throw .invalidValue(
        of: "axis of layer \(name ?? className)",
        expected: shape.rank == 0
          ? "an input with an axis besides the batch's"
          : "1 to \(shape.rank) or -\(shape.rank) to -1 for its input of shape \(shape)",
        found: "\(axis)")
    }
    return index
  }
}
