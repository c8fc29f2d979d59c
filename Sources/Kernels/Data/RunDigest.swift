/// A digest of the bits of up to 1,024 values, a run, that also locates a difference.
///
/// The sum of the bit patterns, and the sum of the patterns times their indices; both are exact
/// modulo 2⁶⁴. A run that differs in one element or in two always has another digest, and where it
/// is one element, the two differences give its index.
public struct RunDigest: Sendable, Equatable {
  /// The number of values of a run; the last run of a vector may be shorter.
  public static let runSize = 1_024

  /// The sum of the bit patterns.
  public let sum: UInt64
  /// The sum of the bit patterns times their indices, from 1.
  public let moment: UInt64

  /// Creates a digest from its sums.
  public init(sum: UInt64, moment: UInt64) {
    self.sum = sum
    self.moment = moment
  }

  /// Computes the digest of `count` values, at most `runSize`.
  public init(of values: UnsafePointer<Float>, count: Int) {
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
    self.init(sum: sum, moment: moment)
  }

  /// Returns the index of the only element in which two runs differ.
  ///
  /// Nil where several elements differ; the index may be wrong where more than two do.
  public func differingElement(from other: RunDigest) -> Int? {
    let change = Int64(bitPattern: sum &- other.sum)
    let shift = Int64(bitPattern: moment &- other.moment)
    guard change != 0, abs(change) <= Int64(UInt32.max), shift % change == 0,
      (1...Int64(Self.runSize)).contains(shift / change)
    else { return nil }
    return Int(shift / change) - 1
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
