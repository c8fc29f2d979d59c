package import KernelInterface

extension CompiledKernels {
  package static func treeSum(
    _ sources: UnsafeBufferPointer<TreeSource>, into out: UnsafeMutablePointer<Float>, offset: Int,
    count: Int
  ) {
    guard let first = sources.baseAddress, sources.count > 0 else {
      out.update(repeating: 0, count: count)
      return
    }
    let merges = { (source: Int) in first[source].merges }
    let values = { (source: Int) in first[source].values + offset }

    // The trees of 1, 2 and 4 ranks without a stack: four sources of 4,096 floats take 0.72 us so
    // and 0.88 us by the stack, of 1,024 floats 0.09 us and 0.26 us (AMD EPYC with AVX-512,
    // 2026-11-29).
    switch sources.count {
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
}

/// Computes any tree, 64 elements at a time: the top sum in registers, the others on a small stack.
private func treeSumByStack(
  _ sources: UnsafeBufferPointer<TreeSource>, into out: UnsafeMutablePointer<Float>, offset: Int,
  count: Int
) {
  var stack = StackMemory()
  withUnsafeMutableBytes(of: &stack) { bytes in
    guard let memory = bytes.baseAddress else { return }
    var i = 0
    while i &+ FourVectors.count <= count {
      sumChunk(FourVectors.self, sources, at: offset &+ i, first: laneCount, memory)
        .store(to: out + i)
      i &+= FourVectors.count
    }
    let rest = out + i
    forEachVector(count &- i) { j, lanes in
      sumChunk(Vector.self, sources, at: offset &+ i &+ j, first: lanes, memory)
        .store(to: rest + j, first: lanes)
    }
  }
}

/// The tree sum of the elements from `offset` on, of which the first `lanes` of each vector exist.
@inline(__always)
private func sumChunk<Width: Columns>(
  _: Width.Type, _ sources: UnsafeBufferPointer<TreeSource>, at offset: Int, first lanes: Int,
  _ memory: UnsafeMutableRawPointer
) -> Width {
  WaitingSums<Width>(in: memory)
    .sum(sources.count, merges: { sources[$0].merges }) { source, _ in
      Width { Vector(loading: sources[source].values + (offset &+ $0), first: lanes) }
    }
    .positiveZeros
}

/// Memory for 24 sums of 64 elements, in the function's own frame.
private struct StackMemory {
  typealias Six = (FourVectors, FourVectors, FourVectors, FourVectors, FourVectors, FourVectors)
  private static var six: Six {
    let zero = FourVectors()
    return (zero, zero, zero, zero, zero, zero)
  }

  private var sums = (six, six, six, six)
}

extension CompiledKernels {
  package static func treeSum(_ values: UnsafePointer<Double>, count: Int, stride: Int) -> Double {
    guard count > 0 else { return 0 }
    return withUnsafeTemporaryAllocation(
      byteCount: treeDepth * MemoryLayout<Double>.stride,
      alignment: MemoryLayout<Double>.alignment
    ) { memory in
      guard let base = memory.baseAddress else { return 0 }
      return WaitingSums<Double>(in: base).sum(count) { source, _ in values[source &* stride] }
    }
  }
}
