package import KernelInterface

extension CompiledKernels {
  package static func divide(
    _ x: UnsafePointer<Float>, by divisor: Float, into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    let divisors = Vector(repeating: divisor)
    @inline(__always) func quotient(_ x: Vector) -> Vector { x / divisors }
    mapVectors(x, into: y, count: count, quotient)
  }

  package static func apply(
    _ operation: RowOperation, _ operand: Float, to y: UnsafeMutablePointer<Float>, count: Int
  ) {
    let operands = Vector(repeating: operand)
    @inline(__always) func sum(_ x: Vector) -> Vector { x + operands }
    @inline(__always) func difference(_ x: Vector) -> Vector { x - operands }
    @inline(__always) func product(_ x: Vector) -> Vector { x * operands }
    switch operation {
    case .add: mapVectors(y, into: y, count: count, sum)
    case .subtract: mapVectors(y, into: y, count: count, difference)
    case .multiply: mapVectors(y, into: y, count: count, product)
    case .divide: divide(y, by: operand, into: y, count: count)
    }
  }

  package static func apply(
    _ operation: RowOperation, _ operands: UnsafePointer<Float>, period: Int,
    to y: UnsafeMutablePointer<Float>, count: Int
  ) {
    @inline(__always) func sum(_ x: Vector, _ y: Vector) -> Vector { x + y }
    @inline(__always) func difference(_ x: Vector, _ y: Vector) -> Vector { x - y }
    @inline(__always) func product(_ x: Vector, _ y: Vector) -> Vector { x * y }
    @inline(__always) func quotient(_ x: Vector, _ y: Vector) -> Vector { x / y }
    var start = 0
    while start < count {
      let run = y + start
      let length = min(period, count &- start)
      switch operation {
      case .add: mapVectors(run, operands, into: run, count: length, sum)
      case .subtract: mapVectors(run, operands, into: run, count: length, difference)
      case .multiply: mapVectors(run, operands, into: run, count: length, product)
      case .divide: mapVectors(run, operands, into: run, count: length, quotient)
      }
      start &+= length
    }
  }
}
