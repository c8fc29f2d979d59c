import KernelInterface

extension Vector {
  /// `max(self, 0)`: +0 for -0, NaN for NaN.
  @inline(__always)
  var rectified: Vector { whereAtMost(.zero, .zero, else: self) }
}

extension CompiledKernels {
  package static func relu(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    forEachVector(count) { i, lanes in
      Vector(loading: x + i, first: lanes).rectified.store(to: y + i, first: lanes)
    }
  }

  package static func reluGradient(
    output y: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, count: Int
  ) {
    forEachVector(count) { i, lanes in
      let output = Vector(loading: y + i, first: lanes)
      let gradient = Vector(loading: dy + i, first: lanes)
      output.whereGreater(than: .zero, gradient, else: .zero).store(to: dx + i, first: lanes)
    }
  }
}
