/// One block sum of a reduction tree, and how the tree goes on after it.
public struct TreeSource {
  /// The block's values.
  public var values: UnsafePointer<Float>

  /// How many times the two newest waiting sums are added, older + newer, once this one waits too.
  public var merges: Int

  /// A source of `values` that is followed by `merges` additions.
  public init(values: UnsafePointer<Float>, merges: Int) {
    self.values = values
    self.merges = merges
  }
}

/// Computes the tree sum of the sources, element by element.
///
/// Each source in order waits on a stack and then joins as its `merges` say; one sum must be left,
/// and at most 24 may wait at once. The root is stored as sum + (+0). Four sources of a balanced tree
/// have the merges 0, 1, 0, 2.
///
/// Reads elements `offset` to before `offset + count` of each source and writes the first `count` of
/// `out`. `out` may start where a source's slice starts (`source.values + offset`), but not overlap
/// one otherwise. Without sources `out` becomes zeros.
public func treeSum(
  _ sources: UnsafeBufferPointer<TreeSource>, into out: UnsafeMutablePointer<Float>, offset: Int,
  count: Int
) {
  guard let first = sources.baseAddress else {
    out.update(repeating: 0, count: count)
    return
  }
  let merges = { (source: Int) in first[source].merges }
  let values = { (source: Int) in first[source].values + offset }

  switch sources.count {
  case 0:
    out.update(repeating: 0, count: count)
  case 1:
    let a = values(0)
    forEachVector(count) { i, lanes in
      Vector(loading: a + i, first: lanes).positiveZeros.store(to: out + i, first: lanes)
    }
  case 2:
    let (a, b) = (values(0), values(1))
    forEachVector(count) { i, lanes in
      let sum = Vector(loading: a + i, first: lanes) + Vector(loading: b + i, first: lanes)
      sum.positiveZeros.store(to: out + i, first: lanes)
    }
  case 4 where merges(0) == 0 && merges(1) == 1 && merges(2) == 0:
    let (a, b, c, d) = (values(0), values(1), values(2), values(3))
    forEachVector(count) { i, lanes in
      let left = Vector(loading: a + i, first: lanes) + Vector(loading: b + i, first: lanes)
      let right = Vector(loading: c + i, first: lanes) + Vector(loading: d + i, first: lanes)
      (left + right).positiveZeros.store(to: out + i, first: lanes)
    }
  default:
    treeSumByStack(sources, into: out, offset: offset, count: count)
  }
}

/// Any tree, 64 elements at a time: the newest sum in registers, the older ones on a small stack.
private func treeSumByStack(
  _ sources: UnsafeBufferPointer<TreeSource>, into out: UnsafeMutablePointer<Float>, offset: Int,
  count: Int
) {
  var stack = TreeStack()
  withUnsafeMutableBytes(of: &stack) { bytes in
    guard let base = bytes.baseAddress else { return }
    let wide = base.assumingMemoryBound(to: FourVectors.self)
    var i = 0
    while i &+ FourVectors.count <= count {
      let sum = chunkSum(sources, at: offset &+ i, first: FourVectors.count, waiting: wide)
      sum.store(to: out + i, first: FourVectors.count)
      i &+= FourVectors.count
    }
    let narrow = base.assumingMemoryBound(to: Vector.self)
    while i < count {
      let left = count &- i
      let lanes = left < laneCount ? left : laneCount
      let sum = chunkSum(sources, at: offset &+ i, first: lanes, waiting: narrow)
      sum.store(to: out + i, first: lanes)
      i &+= lanes
    }
  }
}

/// The tree sum of `lanes` elements from `offset` on.
@inline(__always)
private func chunkSum<Sum: RowSum>(
  _ sources: UnsafeBufferPointer<TreeSource>, at offset: Int, first lanes: Int,
  waiting: UnsafeMutablePointer<Sum>
) -> Sum {
  var depth = 0
  var newest = Sum()
  for source in 0..<sources.count {
    if source > 0 {
      waiting[depth] = newest
      depth &+= 1
    }
    newest = Sum(loading: sources[source].values + offset, first: lanes)
    for _ in 0..<sources[source].merges {
      depth &-= 1
      newest.add(to: waiting[depth])
    }
  }
  return newest.positiveZeros
}

/// Room for 24 waiting sums of 64 elements, in the function's own frame.
private struct TreeStack {
  typealias Six = (FourVectors, FourVectors, FourVectors, FourVectors, FourVectors, FourVectors)
  private static var six: Six {
    let zero = FourVectors()
    return (zero, zero, zero, zero, zero, zero)
  }

  private var sums = (six, six, six, six)
}

/// Computes the balanced tree sum of `count` values, a power of two (0 gives 0).
///
/// The values are used up: the sums of the tree's levels replace them.
public func treeSum(_ values: UnsafeMutablePointer<Double>, count: Int) -> Double {
  guard count > 0 else { return 0 }
  var left = count
  while left > 1 {
    left &>>= 1
    for i in 0..<left {
      values[i] = values[2 &* i] + values[2 &* i &+ 1]
    }
  }
  return values[0]
}
