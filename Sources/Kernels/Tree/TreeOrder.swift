/// How often the two newest sums are added, older + newer, after the sum of an aligned subtree of
/// `size` leaves that ends before leaf `end`.
///
/// This is the reduction tree: a stack machine takes the sums of leaves, or of larger aligned
/// subtrees, in the order of their leaves, and as in a binary counter a sum joins as soon as its
/// left sibling is the newest that waits. So the sum of eight leaves is
/// `((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7))`, however they are cut into subtrees. `size` is a
/// power of two that divides `end`.
@inlinable
public func treeMerges(endingAt end: Int, size: Int = 1) -> Int {
  end.trailingZeroBitCount &- size.trailingZeroBitCount
}

/// The most sums that wait for their siblings in a tree of 1,024 leaves.
let treeDepth = 10

/// What a reduction tree adds up.
protocol TreeSummand {
  /// `older + self`.
  mutating func add(older: Self)
}

extension Double: TreeSummand {
  @inline(__always)
  mutating func add(older: Double) {
    self = older + self
  }
}

/// The stack of sums that wait for their siblings.
protocol TreeStack {
  associatedtype Sum
  /// Puts `sum` on the stack as number `depth`, counted from the oldest.
  func push(_ sum: Sum, at depth: Int)
  /// Adds the waiting sum number `depth` in front: `sum = older + sum`.
  func join(_ depth: Int, to sum: inout Sum)
}

/// A stack of sums whose newest one stays in registers.
struct WaitingSums<Sum: TreeSummand>: TreeStack {
  private let sums: UnsafeMutablePointer<Sum>

  /// A stack in `memory`, which has room for `treeDepth` sums unless a tree is known to be lower.
  @inline(__always)
  init(in memory: UnsafeMutableRawPointer) {
    sums = memory.assumingMemoryBound(to: Sum.self)
  }

  @inline(__always)
  func push(_ sum: Sum, at depth: Int) {
    sums[depth] = sum
  }

  @inline(__always)
  func join(_ depth: Int, to sum: inout Sum) {
    sum.add(older: sums[depth])
  }
}

extension TreeStack {
  /// Computes the tree sum of `count` sources, at least 1, each followed by `merges` additions.
  ///
  /// `sum` gets the number of the source and how many sums wait.
  @inline(__always)
  func sum(
    _ count: Int, merges: (_ source: Int) -> Int, _ sum: (_ source: Int, _ depth: Int) -> Sum
  ) -> Sum {
    var depth = 0
    var source = 0
    while true {
      var newest = sum(source, depth)
      var left = merges(source)
      while left > 0 {
        depth &-= 1
        join(depth, to: &newest)
        left &-= 1
      }
      source &+= 1
      if source == count { return newest }
      push(newest, at: depth)
      depth &+= 1
    }
  }

  /// Computes the tree sum of `count` sources of one size, a power of two.
  @inline(__always)
  func sum(_ count: Int, _ sum: (_ source: Int, _ depth: Int) -> Sum) -> Sum {
    self.sum(count, merges: { treeMerges(endingAt: $0 &+ 1) }, sum)
  }
}

/// The leaves of a block: a power of two of them.
struct Leaves {
  /// The row at which each leaf starts, and the end of the last.
  var rows: UnsafePointer<Int>
  /// The number of leaves.
  var count: Int

  /// The rows of a leaf.
  @inline(__always)
  subscript(leaf: Int) -> Range<Int> { rows[leaf]..<rows[leaf &+ 1] }

  /// The rows of all leaves.
  @inline(__always)
  var allRows: Range<Int> { rows[0]..<rows[count] }
}
