import KernelInterface

extension CompiledKernels {
  package static func elu(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int, alpha: Float
  ) {
    let factor = Vector(repeating: alpha)
    @inline(__always)
    func value(_ x: Vector) -> Vector {
      x.whereGreater(than: .zero, x, else: factor * vectorExpm1(x))
    }
    mapVectors(x, into: y, count: count, value)
  }

  package static func eluGradient(
    output y: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, count: Int, alpha: Float
  ) {
    let factor = Vector(repeating: alpha)
    @inline(__always)
    func derivative(_ y: Vector, _ dy: Vector) -> Vector {
      y.whereGreater(than: .zero, dy, else: dy * (y + factor))
    }
    mapVectors(y, dy, into: dx, count: count, derivative)
  }
}
