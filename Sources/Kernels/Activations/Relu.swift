extension Vector {
  /// `max(self, 0)`: +0 for -0, NaN for NaN.
  @inline(__always)
  var rectified: Vector { whereAtMost(.zero, .zero, else: self) }
}

/// Computes `y = max(x, 0)`, with +0 for -0 and NaN for NaN; `y` may be `x`.
public func relu(
  _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
) {
  forEachVector(count) { i, lanes in
    Vector(loading: x + i, first: lanes).rectified.store(to: y + i, first: lanes)
  }
}

/// Computes `dx = dy` where the output `y` of `relu` is greater than 0, else +0.
///
/// `dx` may be `dy`. As in Keras 3, the derivative at 0 is 0; where `y` is NaN it is also 0.
public func reluGradient(
  output y: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
  into dx: UnsafeMutablePointer<Float>, count: Int
) {
  forEachVector(count) { i, lanes in
    let output = Vector(loading: y + i, first: lanes)
    let gradient = Vector(loading: dy + i, first: lanes)
    output.whereGreater(than: .zero, gradient, else: .zero).store(to: dx + i, first: lanes)
  }
}
