import Engine

extension Layer {
  /// The place in a sample's shape that Keras's `axis` means: Keras counts the batch's as 0, and
  /// negative numbers from the end.
  ///
  /// - Throws: `ModelError.invalidValue` naming this layer, for the batch's axis and those that
  ///   are not there.
  func sampleAxis(_ axis: Int, of shape: Shape) throws(ModelError) -> Int {
    let place = axis < 0 ? axis + shape.rank : axis - 1
    guard (0..<shape.rank).contains(place) else {
      throw .invalidValue(
        of: "axis of layer \(name ?? className)",
        expected: shape.rank == 0
          ? "an input with an axis besides the batch's"
          : "1 to \(shape.rank) or -\(shape.rank) to -1 for its input of shape \(shape)",
        found: "\(axis)")
    }
    return place
  }
}
