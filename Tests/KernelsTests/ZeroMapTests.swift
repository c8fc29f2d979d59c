import Kernels
import TestSupport
import Testing

@Suite("ZeroMap")
struct ZeroMapTests {
  private static let unit = ZeroMap.unit

  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test func hasAFlagForEachUnitThatIsBegun() {
    #expect(ZeroMap.flagCount(0) == 0)
    #expect(ZeroMap.flagCount(1) == 1)
    #expect(ZeroMap.flagCount(Self.unit) == 1)
    #expect(ZeroMap.flagCount(Self.unit + 1) == 2)
  }

  /// Steps of one network, whose inputs light up and go dark again.
  ///
  /// In one of them nothing is dark enough to look for zeros. Whatever the map leaves out, the
  /// gradient is the plain one, and what the map calls zeros is zeros.
  @Test(arguments: [64, 100, 128, 512], [0, 16, 208])
  func keepsAGradientRightStepAfterStep(columns: Int, start: Int) {
    var samples = SampleValues(seed: 2_400)
    let (rows, inner) = (40, 50)
    let cut = LeafCut(sizes: [10, 10, 10, 10])
    let dw = GuardedBuffer([Float](repeating: 0, count: inner * columns))
    let flags = GuardedBuffer(
      [UInt8](repeating: 0, count: ZeroMap.flagCount(start + inner * columns)))
    var marked = 0
    for step in 0..<8 {
      var x = [Float](repeating: 0, count: rows * inner)
      if step == 5 { x = samples.floats(x.count) }
      for _ in 0..<5 {
        let column = Int(samples.next() % UInt64(inner))
        x[Int(samples.next() % UInt64(rows)) * inner + column] = 1
      }
      let dy = samples.floats(rows * columns)
      let (input, gradient) = (GuardedBuffer(x), GuardedBuffer(dy))
      let leafRows = GuardedBuffer(cut.leafRows)
      let scratch = GuardedBuffer(
        scratch: matmulScratchCount(rows: rows, inner: inner, columns: columns))
      weightGradient(
        input.pointer, gradient.pointer, into: dw.pointer, leafRows: leafRows.pointer,
        leafCount: 4, inner: inner, columns: columns, scratch: scratch.pointer,
        zeros: ZeroMap(flags.pointer, start: start))
      let values = dw.values
      expectSameBits(
        values,
        ScalarReference.weightGradient(
          x, dy, leafRows: cut.leafRows, inner: inner, columns: columns), "step \(step)")
      for (place, flag) in flags.values.enumerated() where flag == 1 {
        marked += 1
        let unit = max(place * Self.unit - start, 0)..<(place + 1) * Self.unit - start
        #expect(unit.allSatisfy { values[$0] == 0 }, "unit \(place), step \(step)")
      }
    }
    #expect(flags.isIntactBefore)
    // A lone dark tile of 64 columns is one unit, but only where both start together.
    #expect(marked > 0 || columns == 64 && start > 0, "nothing was ever marked")
  }

  /// Every source is dark or lit in units of its own, and dark ones hold NaN: nobody reads them.
  @Test(arguments: [1, 2, 3, 4, 5, 7, 8, 16])
  func leavesZerosOutOfTreeSums(sourceCount: Int) {
    var samples = SampleValues(seed: UInt64(2_410 + sourceCount))
    let count = 6 * Self.unit + 37
    let units = ZeroMap.flagCount(count)
    for trial in 0..<6 {
      var values: [[Float]] = []
      var flags: [[UInt8]] = []
      for _ in 0..<sourceCount {
        let dark = (0..<units).map { _ in UInt8(samples.next() % 6 < UInt64(trial) ? 1 : 0) }
        var source = samples.floats(count)
        for place in 0..<count where dark[place / Self.unit] == 1 { source[place] = 0 }
        values.append(source)
        flags.append(dark)
      }
      // Every other source has no map: what it holds is read.
      let stored = values.indices.map { number in
        values[number].enumerated().map { place, value in
          number % 2 == 0 && flags[number][place / Self.unit] == 1 ? Float.nan : value
        }
      }
      let (numbers, plain) = (GuardedBuffers(stored), GuardedBuffers(values))
      let maps = flags.map { GuardedBuffer($0) }
      let merges = Self.merges(sourceCount)
      let sources = (0..<sourceCount).map { number in
        TreeSource(
          values: numbers[number].pointer, merges: merges[number],
          zeros: number % 2 == 0 ? ZeroMap(maps[number].pointer) : ZeroMap())
      }
      let all = (0..<sourceCount).map {
        TreeSource(values: plain[$0].pointer, merges: merges[$0])
      }
      for (offset, length) in [(0, count), (Self.unit - 3, 2 * Self.unit), (5, 1), (300, 900)] {
        expectSameBits(
          Self.sum(sources, offset: offset, count: length),
          Self.sum(all, offset: offset, count: length), "trial \(trial), \(length) from \(offset)")
      }
      withExtendedLifetime(maps) {}
    }
  }

  private static func sum(_ sources: [TreeSource], offset: Int, count: Int) -> [Float] {
    let out = GuardedBuffer(count: count)
    sources.withUnsafeBufferPointer {
      treeSum($0, into: out.pointer, offset: offset, count: count)
    }
    #expect(out.isIntactBefore)
    return out.values
  }

  /// The merges of a tree that joins what it can, and at the end what is left.
  private static func merges(_ count: Int) -> [Int] {
    (0..<count).map { number in
      number == count - 1
        ? (number + 1).nonzeroBitCount - 1 + (number + 1).trailingZeroBitCount
        : (number + 1).trailingZeroBitCount
    }
  }
}
