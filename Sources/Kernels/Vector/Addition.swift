/// Computes the sum of several arrays, element by element, added in the order of the inputs.
///
/// Source: Keras 3, `Add`.
///
/// Shapes: each of `inputs`, one at least, and `sum` are `[count]`; `sum` may be any of `inputs`.
public func addition(
  of inputs: UnsafeBufferPointer<UnsafePointer<Float>>, into sum: UnsafeMutablePointer<Float>,
  count: Int
) {
  guard let first = inputs.first else { return }
  forEachVector(count) { i, lanes in
    var total = Vector(loading: first + i, first: lanes)
    for input in inputs.dropFirst() {
      total += Vector(loading: input + i, first: lanes)
    }
    total.store(to: sum + i, first: lanes)
  }
}
