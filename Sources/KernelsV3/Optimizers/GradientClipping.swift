import KernelInterface

extension CompiledKernels {
  package static func clip(_ values: UnsafeMutablePointer<Float>, count: Int, limit: Float) {
    let (lowest, highest) = (Vector(repeating: -limit), Vector(repeating: limit))
    @inline(__always)
    func clipped(_ x: Vector) -> Vector {
      x.whereGreater(than: highest, highest, else: lowest.whereGreater(than: x, lowest, else: x))
    }
    mapVectors(values, into: values, count: count, clipped)
  }

  package static func scale(_ values: UnsafeMutablePointer<Float>, count: Int, by factor: Float) {
    let factors = Vector(repeating: factor)
    @inline(__always)
    func scaled(_ x: Vector) -> Vector {
      x * factors
    }
    mapVectors(values, into: values, count: count, scaled)
  }
}
