import CVector

/// The samples of a block's leaves in which any of a few adjacent inputs is nonzero.
///
/// A leaf without such a sample is a sum of zeros, which changes nothing and is skipped in the tree;
/// so each leaf here has a sample.
struct NonzeroSamples {
  /// The samples of all leaves, counted from the block's first.
  let samples: UnsafeMutablePointer<Int32>
  /// For each leaf where its samples end.
  let ends: UnsafeMutablePointer<Int32>
  /// For each leaf how many times the two newest waiting sums are added once it waits too.
  let merges: UnsafeMutablePointer<Int32>
  /// The number of leaves that have samples.
  private(set) var count = 0

  /// All leaves.
  private let leaves: Leaves
  /// For each sample one bit for each of sixteen inputs.
  private let nonzero: UnsafeMutablePointer<UInt32>
  private var rows: Int { leaves.rows[leaves.count] &- leaves.rows[0] }

  init(_ leaves: Leaves, scratch: UnsafeMutableRawPointer) {
    self.leaves = leaves
    let capacity = wholeVectors(leaves.rows[leaves.count] &- leaves.rows[0])
    samples = scratch.assumingMemoryBound(to: Int32.self)
    ends = samples + (capacity &+ laneCount)
    merges = ends + capacity
    nonzero = UnsafeMutableRawPointer(merges + capacity).assumingMemoryBound(to: UInt32.self)
  }

  /// The floats of `scratch` for blocks of up to `rows` samples.
  static func scratchCount(rows: Int) -> Int { 4 * wholeVectors(rows) + 2 * laneCount }

  /// Notes for each sample which of `lanes` inputs at `x`, 1 to 16, are nonzero.
  @inline(__always)
  func read(_ x: UnsafePointer<Float>, rowCount: Int, lanes: Int) {
    var x = x
    for row in 0..<rows {
      nonzero[row] = nonzeroLanes(x, first: lanes)
      x += rowCount
    }
  }

  /// Finds the samples in which any of `count` of the inputs that were read is nonzero, from input
  /// `first` on.
  @inline(__always)
  mutating func find(lanes first: Int, count: Int) {
    let wanted = UInt32(truncatingIfNeeded: (1 &<< count &- 1) &<< first)
    var found = 0
    var leavesFound = 0
    // A bit for each height of subtrees: whether the one that waits has samples.
    var waiting = 0
    for leaf in 0..<leaves.count {
      let before = found
      let end = leaves.rows[leaf &+ 1] &- leaves.rows[0]
      var row = leaves.rows[leaf] &- leaves.rows[0]
      while row < end {
        let left = end &- row
        let lanes = vector_lanes_with(bits(row), wanted)
        found &+= vector_append_lanes(
          samples + found, row, left < laneCount ? lanes & (1 &<< UInt32(left) &- 1) : lanes)
        row &+= laneCount
      }
      var hasSamples = found > before
      if hasSamples {
        ends[leavesFound] = Int32(truncatingIfNeeded: found)
        merges[leavesFound] = 0
        leavesFound &+= 1
      }
      var height = 0
      while (leaf &>> height) & 1 == 1 {
        if (waiting &>> height) & 1 == 1 {
          if hasSamples { merges[leavesFound &- 1] &+= 1 }
          hasSamples = true
        }
        height &+= 1
      }
      waiting = waiting & ~(1 &<< height) | (hasSamples ? 1 &<< height : 0)
    }
    self.count = leavesFound
  }

  @inline(__always)
  private func bits(_ row: Int) -> SIMD16<UInt32> {
    unsafeBitCast(
      Vector(loading: UnsafeRawPointer(nonzero + row).assumingMemoryBound(to: Float.self)),
      to: SIMD16<UInt32>.self)
  }
}

/// One bit for each of `count` floats, 1 to 16, that is nonzero.
@inline(__always)
func nonzeroLanes(_ x: UnsafePointer<Float>, first count: Int) -> UInt32 {
  vector_lanes_with(
    unsafeBitCast(Vector(loading: x, first: count), to: SIMD16<UInt32>.self), magnitudeBits)
}
