package import KernelInterface

extension CompiledKernels {
  package static func runDigest(of values: UnsafePointer<Float>, count: Int) -> RunDigest {
    var sums = PatternSums()
    // After each vector the sums so far are added: the first vector counts most often.
    var runningSums = PatternSums()
    forEachVector(count) { i, lanes in
      sums.add(Vector(loading: values + i, first: lanes))
      runningSums.add(sums)
    }
    let vectorCount = UInt64((count &+ laneCount &- 1) / laneCount)
    let sum = sums.total
    let vectors = vectorCount &* sum &- runningSums.total
    return RunDigest(
      sum: sum, moment: UInt64(laneCount) &* vectors &+ sums.indexTotal &+ sum)
  }
}

/// The sums of the bit patterns in each of sixteen lanes, modulo 2^64.
private struct PatternSums {
  /// The sums of two adjacent patterns taken as one number, of which the first is the lower half.
  ///
  /// Together with the sums of the second ones they give those of the first, and no pattern has to
  /// be widened: five instructions for a vector, and none of them a shuffle.
  private var pairs = SIMD8<UInt64>.zero
  /// The sums of the second ones of each pair.
  private var second = SIMD8<UInt64>.zero

  @inline(__always)
  mutating func add(_ values: Vector) {
    let bits = unsafeBitCast(values, to: SIMD8<UInt64>.self)
    pairs &+= bits
    second &+= bits &>> 32
  }

  @inline(__always)
  mutating func add(_ other: PatternSums) {
    pairs &+= other.pairs
    second &+= other.second
  }

  /// The sum of both lanes of each pair.
  @inline(__always)
  private var both: SIMD8<UInt64> { pairs &- second &<< 32 &+ second }

  /// The sum of all lanes.
  @inline(__always)
  var total: UInt64 { both.wrappedSum() }

  /// The sum of all lanes' sums times their indices, 0 to 15.
  @inline(__always)
  var indexTotal: UInt64 {
    // The sums of the halves whose index has a bit set.
    let fours = both.lowHalf &+ both.highHalf
    let twos = fours.lowHalf &+ fours.highHalf
    let pairIndices =
      4 &* both.highHalf.wrappedSum() &+ 2 &* fours.highHalf.wrappedSum() &+ twos[1]
    return 2 &* pairIndices &+ second.wrappedSum()
  }
}
