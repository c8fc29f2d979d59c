package import KernelInterface

extension CompiledKernels {
  package static func runDigest(of values: UnsafePointer<Float>, count: Int) -> RunDigest {
    var sums = Lanes.zero
    // After each vector the sums so far are added: the first vector counts most often.
    var runningSums = Lanes.zero
    forEachVector(count) { i, lanes in
      sums.add(Vector(loading: values + i, first: lanes))
      runningSums.add(sums)
    }
    let vectorCount = UInt64((count &+ laneCount &- 1) / laneCount)
    var sum: UInt64 = 0
    var moment: UInt64 = 0
    for lane in 0..<laneCount {
      let own = sums[lane]
      let vectors = vectorCount &* own &- runningSums[lane]
      sum &+= own
      moment &+= 16 &* vectors &+ UInt64(lane &+ 1) &* own
    }
    return RunDigest(sum: sum, moment: moment)
  }
}

/// Sixteen sums of bit patterns.
private struct Lanes {
  private var low = SIMD8<UInt64>.zero
  private var high = SIMD8<UInt64>.zero

  static var zero: Lanes { Lanes() }

  subscript(lane: Int) -> UInt64 { lane < 8 ? low[lane] : high[lane &- 8] }

  @inline(__always)
  mutating func add(_ values: Vector) {
    let bits = unsafeBitCast(values, to: SIMD16<UInt32>.self)
    low &+= SIMD8(truncatingIfNeeded: bits.lowHalf)
    high &+= SIMD8(truncatingIfNeeded: bits.highHalf)
  }

  @inline(__always)
  mutating func add(_ other: Lanes) {
    low &+= other.low
    high &+= other.high
  }
}
