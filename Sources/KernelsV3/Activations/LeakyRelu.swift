import KernelInterface

extension CompiledKernels {
  package static func leakyRelu(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int,
    negativeSlope: Float
  ) {
    let slope = Vector(repeating: negativeSlope)
    @inline(__always)
    func value(_ x: Vector) -> Vector {
      x.whereGreater(than: .zero, x, else: slope * x)
    }
    mapVectors(x, into: y, count: count, value)
  }

  package static func leakyReluGradient(
    input x: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, count: Int, negativeSlope: Float
  ) {
    let slope = Vector(repeating: negativeSlope)
    @inline(__always)
    func derivative(_ x: Vector, _ dy: Vector) -> Vector {
      x.whereGreater(than: .zero, dy, else: slope * dy)
    }
    mapVectors(x, dy, into: dx, count: count, derivative)
  }
}
