/// `treeSum` without what is known to be zeros, run by run of units of the same sources.
///
/// A zero that is left out changes no sum but the sign of a zero, and the root has none.
func treeSumOfLit(
  _ sources: UnsafeBufferPointer<TreeSource>, into out: UnsafeMutablePointer<Float>, offset: Int,
  count: Int
) {
  withUnsafeTemporaryAllocation(of: TreeSource.self, capacity: sources.count) { room in
    var start = 0
    while start < count {
      let end = endOfRun(of: sources, from: offset &+ start, count: count &- start) &+ start
      let lit = litTree(of: sources, at: offset &+ start, room: room)
      treeSumOfAll(lit, into: out + start, offset: offset &+ start, count: end &- start)
      start = end
    }
  }
}

/// How many numbers from `place` on, at most `count`, have the same sources with numbers.
@inline(__always)
private func endOfRun(
  of sources: UnsafeBufferPointer<TreeSource>, from place: Int, count: Int
) -> Int {
  var end = 0
  while true {
    var step = count &- end
    for source in sources {
      let left = source.zeros.left(inUnitOf: place &+ end)
      if source.zeros.isKept && left < step { step = left }
    }
    end &+= step
    guard end < count else { return end }
    for source in sources
    where source.zeros.isZero(place &+ end) != source.zeros.isZero(place) { return end }
  }
}

/// The tree without the sources that are zeros at `place`, in `room`.
@inline(__always)
private func litTree(
  of sources: UnsafeBufferPointer<TreeSource>, at place: Int,
  room: UnsafeMutableBufferPointer<TreeSource>
) -> UnsafeBufferPointer<TreeSource> {
  var count = 0
  // A bit for each waiting sum, the newest lowest: whether it has a source.
  var waiting: UInt32 = 0
  for source in sources {
    let isLit = !source.zeros.isZero(place)
    if isLit {
      room.initializeElement(at: count, to: TreeSource(values: source.values, merges: 0))
      count &+= 1
    }
    waiting = waiting &<< 1 | (isLit ? 1 : 0)
    for _ in 0..<source.merges {
      if waiting & 3 == 3 { room[count &- 1].merges &+= 1 }
      waiting = (waiting &>> 2) &<< 1 | (waiting & 3 == 0 ? 0 : 1)
    }
  }
  return UnsafeBufferPointer(rebasing: room[..<count])
}
