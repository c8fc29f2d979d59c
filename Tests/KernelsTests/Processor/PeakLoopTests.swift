import Kernels
import Testing

/// The loops do the work that is counted: small integers give exact sums.
@Suite("PeakLoop")
struct PeakLoopTests {
  @Test(
    "fusedProducts adds every product to every sum", arguments: [6, 12], [0, 1, 2, 7, 8, 9, 1_000])
  func fusedProducts(sumCount: Int, rounds: Int) {
    var seeds = (0..<peakSeedCount).map { Float($0 % 3) }
    seeds[0] = 2
    seeds[1] = 3
    let start = seeds.prefix(16 * sumCount).reduce(0, +)
    let found = seeds.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map {
        kernels.fusedProducts($0, rounds: rounds, sumCount: sumCount)
      }
    }
    #expect(found == start + Float(16 * sumCount * rounds * 6))
  }

  @Test("read adds up every number", arguments: [0, 128, 256, 1_280])
  func read(count: Int) {
    let values = (0..<count).map { Float($0 % 7) }
    let found = values.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { kernels.read($0, count: count) }
    }
    #expect((found ?? 0) == values.reduce(0, +))
  }

  @Test("update changes every number, and none behind", arguments: [0, 64, 128, 640])
  func update(count: Int) {
    var values = (0..<count + 16).map(Float.init)
    values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      kernels.update(base, adding: 5, count: count)
    }
    let expected = (0..<count + 16).map { Float($0 < count ? $0 + 5 : $0) }
    #expect(values == expected)
  }
}
