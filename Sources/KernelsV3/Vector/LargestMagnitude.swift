import CVector
import KernelInterface

extension CompiledKernels {
  package static func largestMagnitudeBits(_ values: UnsafePointer<Float>, count: Int) -> UInt32 {
    // Several maxima at once, to hide the latency of each.
    var (first, second) = (MagnitudeBits(), MagnitudeBits())
    var (third, fourth) = (MagnitudeBits(), MagnitudeBits())
    var offset = 0
    while offset &+ 4 &* laneCount <= count {
      first.add(Vector(loading: values + offset))
      second.add(Vector(loading: values + (offset &+ laneCount)))
      third.add(Vector(loading: values + (offset &+ 2 &* laneCount)))
      fourth.add(Vector(loading: values + (offset &+ 3 &* laneCount)))
      offset &+= 4 &* laneCount
    }
    let rest = values + offset
    forEachVector(count &- offset) { i, lanes in
      first.add(Vector(loading: rest + i, first: lanes))
    }
    first.add(second)
    third.add(fourth)
    first.add(third)
    return first.largest
  }
}

/// The greatest bits of magnitudes so far, lane by lane.
private struct MagnitudeBits {
  private var bits = SIMD16<UInt32>.zero

  @inline(__always)
  init() {}

  @inline(__always)
  mutating func add(_ values: Vector) {
    let others = unsafeBitCast(values, to: SIMD16<UInt32>.self) & 0x7fff_ffff
    bits = vector_greater_bits(bits, others)
  }

  @inline(__always)
  mutating func add(_ other: MagnitudeBits) {
    bits = vector_greater_bits(bits, other.bits)
  }

  @inline(__always)
  var largest: UInt32 {
    (0..<laneCount).reduce(0) { max($0, bits[$1]) }
  }
}
