/// An arithmetic operation on each element of a row.
///
/// The raw values are part of the fingerprints of data.
package enum RowOperation: UInt64, Sendable {
  case add = 1
  case subtract = 2
  case multiply = 3
  case divide = 4
}

/// Computes `y = x / divisor`, each element correctly rounded; `y` may be `x`.
package func divide(
  _ x: UnsafePointer<Float>, by divisor: Float, into y: UnsafeMutablePointer<Float>, count: Int
) {
  let divisors = Vector(repeating: divisor)
  @inline(__always) func quotient(_ x: Vector) -> Vector { x / divisors }
  mapVectors(x, into: y, count: count, quotient)
}

/// Computes `y[i] = y[i] operation operand`, each element correctly rounded.
package func apply(
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

/// Computes `y[i] = y[i] operation operands[i mod period]`, each element correctly rounded.
///
/// Shapes: `y` is `[count]`, `operands` is `[period]`. A period of fewer elements than a vector has
/// lanes wastes lanes: repeat such operands.
package func apply(
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
