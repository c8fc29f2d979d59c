import CVector
import KernelInterface

extension CompiledKernels {
  package static func gatherRows(
    _ source: UnsafePointer<UInt8>, rowSize: Int, indices: UnsafePointer<Int32>, rows: Int,
    into y: UnsafeMutablePointer<Float>, divisor: Float
  ) {
    gatherByteRows(
      source, rowSize: rowSize, indices: indices, rows: rows, into: y, divisor: divisor
    ) { _ in }
  }

  package static func gatherRows(
    _ source: UnsafePointer<UInt8>, rowSize: Int, indices: UnsafePointer<Int32>, rows: Int,
    into y: UnsafeMutablePointer<Float>, divisor: Float,
    finish: (UnsafeMutablePointer<Float>) -> Void
  ) {
    gatherByteRows(
      source, rowSize: rowSize, indices: indices, rows: rows, into: y, divisor: divisor,
      finish: finish)
  }
}

@inline(__always)
private func gatherByteRows(
  _ source: UnsafePointer<UInt8>, rowSize: Int, indices: UnsafePointer<Int32>, rows: Int,
  into y: UnsafeMutablePointer<Float>, divisor: Float,
  finish: (UnsafeMutablePointer<Float>) -> Void
) {
  let row = ByteRow(divisor: divisor)
  for r in 0..<rows {
    if r &+ 1 < rows {
      // Rows are at random offsets of a data set larger than the caches.
      let next = source + Int(indices[r &+ 1]) &* rowSize
      var offset = 0
      while offset < rowSize {
        vector_prefetch(next + offset)
        offset &+= 64
      }
    }
    row.scale(source + Int(indices[r]) &* rowSize, into: y + r &* rowSize, count: rowSize)
    finish(y + r &* rowSize)
  }
}

extension CompiledKernels {
  package static func gatherRows(
    _ source: UnsafePointer<Float>, rowSize: Int, indices: UnsafePointer<Int32>, rows: Int,
    into y: UnsafeMutablePointer<Float>, divisor: Float,
    finish: (UnsafeMutablePointer<Float>) -> Void
  ) {
    for r in 0..<rows {
      let row = y + r &* rowSize
      // A divisor of 1 divides too: where denormals are flushed, a copy would keep them.
      divide(source + Int(indices[r]) &* rowSize, by: divisor, into: row, count: rowSize)
      finish(row)
    }
  }
}

/// The conversion of bytes to floats.
private struct ByteRow {
  /// The three cases of a divisor.
  private enum Scale {
    case none
    case pixels
    case general
  }

  private var scale: Scale
  private var divisor: Float

  @inline(__always)
  init(divisor: Float) {
    self.divisor = divisor
    scale = divisor == 1 ? .none : divisor == 255 ? .pixels : .general
  }

  @inline(__always)
  func scale(_ bytes: UnsafePointer<UInt8>, into y: UnsafeMutablePointer<Float>, count: Int) {
    switch scale {
    case .none: map(bytes, into: y, count: count) { $0 }
    case .pixels: map(bytes, into: y, count: count) { dividedBy255($0) }
    case .general:
      let divisors = Vector(repeating: divisor)
      map(bytes, into: y, count: count) { $0 / divisors }
    }
  }

  @inline(__always)
  private func map(
    _ bytes: UnsafePointer<UInt8>, into y: UnsafeMutablePointer<Float>, count: Int,
    _ body: (Vector) -> Vector
  ) {
    var i = 0
    while i &+ laneCount <= count {
      body(vector_load_bytes(bytes + i)).store(to: y + i)
      i &+= laneCount
    }
    if i < count {
      var rest = Vector.zero
      for lane in 0..<(count &- i) {
        rest[lane] = Float(bytes[i &+ lane])
      }
      body(rest).store(to: y + i, first: count &- i)
    }
  }
}

/// Returns an integer from 0 to 255 divided by 255, correctly rounded.
///
/// A product with the rounded reciprocal, corrected by its exact remainder; a vector division takes
/// several times as long. The tests compare all 256 bytes with a true division.
@inline(__always)
private func dividedBy255(_ x: Vector) -> Vector {
  let reciprocal = Vector(repeating: 1 / 255)
  let quotient = x * reciprocal
  let remainder = quotient.fusedProduct(Vector(repeating: -255), plus: x)
  return remainder.fusedProduct(reciprocal, plus: quotient)
}
