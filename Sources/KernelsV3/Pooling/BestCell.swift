import CVector

/// The greatest number of a window so far, lane by lane, and the number of its cell.
struct BestCell {
  private(set) var best: Vector
  /// The bits of the cells' indices.
  private(set) var cell: Vector

  @inline(__always)
  init(_ value: Vector, cell: Vector) {
    best = value
    self.cell = cell
  }

  /// Selects a later cell where it is greater, or the first NaN.
  @inline(__always)
  mutating func take(_ value: Vector, cell later: Int) {
    cell = vector_where_still_best(best, value, cell, Vector(cell: later))
    best = vector_where_still_best(best, value, best, value)
  }

  /// Stores the first `count` lanes.
  @inline(__always)
  func store(
    to y: UnsafeMutablePointer<Float>, _ indices: UnsafeMutablePointer<Int32>?, first count: Int
  ) {
    best.store(to: y, first: count)
    if let indices {
      cell.store(
        to: UnsafeMutableRawPointer(indices).assumingMemoryBound(to: Float.self), first: count)
    }
  }
}

extension Vector {
  /// The bits of a cell's number in every lane, so that it can be selected like a float.
  @inline(__always)
  init(cell: Int) {
    self = unsafeBitCast(
      SIMD16<Int32>(repeating: Int32(truncatingIfNeeded: cell)), to: Vector.self)
  }

  /// Returns `gradient` in the lanes with the bits of the cell's number, otherwise +0.
  @inline(__always)
  func whereCell(_ cell: Int, _ gradient: Vector) -> Vector {
    vector_where_same(
      unsafeBitCast(self, to: SIMD16<UInt32>.self),
      SIMD16<UInt32>(repeating: UInt32(truncatingIfNeeded: cell)), gradient)
  }
}
