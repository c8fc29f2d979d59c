import CVector

/// The samples of a block's leaves in which any of a few adjacent inputs is nonzero: a list for
/// each group of the sixteen inputs that were read.
///
/// A leaf without such a sample is a sum of zeros, which changes nothing and is skipped in the
/// tree, so each leaf here has at least one sample.
struct NonzeroSamples {
  /// A leaf that has samples.
  struct Leaf {
    /// The end of its samples in the list; they start at the end of the previous leaf's.
    var end: Int32
    /// The number of times that the top two sums of the stack are added after its own.
    var merges: Int32
  }

  /// The samples of a group.
  struct List {
    /// The samples of all leaves, counted from the block's first.
    var samples: UnsafeMutablePointer<Int32>
    /// The leaves that have samples.
    var leaves: UnsafeMutablePointer<Leaf>
    /// The number of leaves that have samples.
    var leafCount: Int
  }

  /// The inputs that were read, sixteen for each sample.
  let inputs: UnsafeMutablePointer<Float>

  private let allLeaves: Leaves
  /// For each sample one bit for each of sixteen inputs.
  private let nonzero: UnsafeMutablePointer<UInt32>
  private let samples: UnsafeMutablePointer<Int32>
  private let leaves: UnsafeMutablePointer<Leaf>
  private let leafCounts: UnsafeMutablePointer<Int32>
  private let capacity: Int
  private let waiting: WaitingSums<Subtree>

  /// The most groups of sixteen inputs: eight pairs.
  private static var groupCount: Int { 8 }

  init(_ leaves: Leaves, scratch: UnsafeMutablePointer<Float>) {
    allLeaves = leaves
    let rows = leaves.allRows.count
    capacity = wholeVectors(rows) + laneCount
    var cut = ScratchCut(scratch)
    inputs = cut.take(laneCount * rows)
    nonzero = cut.take(capacity)
    samples = cut.take(Self.groupCount * capacity)
    self.leaves = cut.take(Self.groupCount * capacity)
    leafCounts = cut.take(Self.groupCount)
    waiting = WaitingSums(in: cut.rest)
  }

  /// The floats of `scratch` for blocks of up to `rows` samples.
  static func scratchCount(rows: Int) -> Int {
    let capacity = wholeVectors(rows) + laneCount
    return laneCount * rows + capacity + 3 * groupCount * capacity + laneCount
      + treeDepth * MemoryLayout<Subtree>.stride / MemoryLayout<Float>.size
  }

  /// Copies `lanes` inputs of each sample from `x`, 1 to 16, and records which are nonzero.
  @inline(__always)
  func read(_ x: UnsafePointer<Float>, rowCount: Int, lanes: Int) {
    var x = x
    for row in 0..<allLeaves.allRows.count {
      Vector(loading: x, first: lanes).store(to: inputs + row &* laneCount)
      nonzero[row] = nonzeroLanes(UnsafePointer(inputs + row &* laneCount), first: laneCount)
      x += rowCount
    }
  }

  /// Finds the samples in which any of `count` of the inputs that were read is nonzero, from input
  /// `first` on, as the list of a group.
  @inline(__always)
  func find(lanes first: Int, count: Int, group: Int) {
    let wanted = UInt32(truncatingIfNeeded: (1 &<< count &- 1) &<< first)
    let list = self[group]
    var found = 0
    var newest = list.leaves
    _ = waiting.sum(allLeaves.count) { leaf, _ in
      let before = found
      let end = allLeaves.rows[leaf &+ 1] &- allLeaves.rows[0]
      var row = allLeaves.rows[leaf] &- allLeaves.rows[0]
      while row < end {
        let left = end &- row
        let lanes = vector_lanes_with(bits(row), wanted)
        found &+= vector_append_lanes(
          list.samples + found, row, left < laneCount ? lanes & (1 &<< UInt32(left) &- 1) : lanes)
        row &+= laneCount
      }
      guard found > before else { return Subtree() }
      let last = newest
      last.pointee = Leaf(end: Int32(truncatingIfNeeded: found), merges: 0)
      newest += 1
      return Subtree(last: last)
    }
    leafCounts[group] = Int32(truncatingIfNeeded: newest - list.leaves)
  }

  /// The list of a group.
  @inline(__always)
  subscript(group: Int) -> List {
    List(
      samples: samples + group &* capacity, leaves: leaves + group &* capacity,
      leafCount: Int(leafCounts[group]))
  }

  @inline(__always)
  private func bits(_ row: Int) -> SIMD16<UInt32> {
    unsafeBitCast(
      Vector(loading: UnsafeRawPointer(nonzero + row).assumingMemoryBound(to: Float.self)),
      to: SIMD16<UInt32>.self)
  }
}

/// The leaves with samples in a subtree: adding two of them adds their sums once the last one
/// waits.
private struct Subtree: TreeSummand {
  /// The last leaf that has samples.
  var last: UnsafeMutablePointer<NonzeroSamples.Leaf>?

  @inline(__always)
  mutating func add(older: Subtree) {
    if let last, older.last != nil {
      last.pointee.merges &+= 1
    } else if last == nil {
      last = older.last
    }
  }
}

/// One bit for each of `count` floats, 1 to 16, that is nonzero.
@inline(__always)
func nonzeroLanes(_ x: UnsafePointer<Float>, first count: Int) -> UInt32 {
  vector_lanes_with(
    unsafeBitCast(Vector(loading: x, first: count), to: SIMD16<UInt32>.self), magnitudeBits)
}
