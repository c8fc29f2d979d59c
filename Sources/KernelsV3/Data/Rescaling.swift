import KernelInterface

extension CompiledKernels {
  package static func rescale(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int, scale: Float,
    offset: Float
  ) {
    let (factors, offsets) = (Vector(repeating: scale), Vector(repeating: offset))
    @inline(__always)
    func value(_ x: Vector) -> Vector { x * factors + offsets }
    mapVectors(x, into: y, count: count, value)
  }
}
