import KernelInterface

/// The greatest depth of the stack in a tree of 1,024 leaves.
let treeDepth = 10

/// A summand of a reduction tree.
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
  /// Pushes `sum` at index `depth`, counted from the bottom.
  func push(_ sum: Sum, at depth: Int)
  /// Adds the sum at index `depth` on the left: `sum = older + sum`.
  func join(_ depth: Int, to sum: inout Sum)
}

/// A stack of sums with its top in registers.
struct WaitingSums<Sum: TreeSummand>: TreeStack {
  private let sums: UnsafeMutablePointer<Sum>

  /// Creates a stack in `memory`, which has space for `treeDepth` sums unless the tree is known to
  /// be lower.
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
  /// `sum` receives the index of the source and the depth of the stack.
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
