/// Microbenchmark loops that measure the peak rates of the processor.
///
/// For measurements; no result depends on them.
public enum PeakLoop {
  /// The number of floats that `fusedProducts` reads.
  public static let seedCount = 192

  /// Adds `rounds` products of two registers to each of 12 sums of 16 floats, or to each of 6, all
  /// independent, and returns a number that depends on all of them.
  ///
  /// Six sums fill twelve registers of 256 bits, twelve sums as many of 512 bits: with one of the
  /// two counts every sum stays in a register and no addition waits for the one before. The
  /// arithmetic is `32 * rounds` operations for each sum.
  ///
  /// `seeds` is `[seedCount]`.
  public static func fusedProducts(
    _ seeds: UnsafePointer<Float>, rounds: Int, sumCount: Int
  ) -> Float {
    sumCount == 12 ? twelve(seeds, rounds) : six(seeds, rounds)
  }

  private static func twelve(_ seeds: UnsafePointer<Float>, _ rounds: Int) -> Float {
    var a = FourVectors(loading: seeds)
    var b = FourVectors(loading: seeds + 64)
    var c = FourVectors(loading: seeds + 128)
    let factor = Vector(repeating: seeds[0])
    let other = FourVectors { _ in Vector(repeating: seeds[1]) }
    for _ in 0..<rounds {
      a.addProduct(factor, other)
      b.addProduct(factor, other)
      c.addProduct(factor, other)
    }
    a.add(older: b)
    a.add(older: c)
    return a.laneSum
  }

  private static func six(_ seeds: UnsafePointer<Float>, _ rounds: Int) -> Float {
    var a = FourVectors(loading: seeds)
    var b = TwoVectors(loading: seeds + 64)
    let factor = Vector(repeating: seeds[0])
    let other = Vector(repeating: seeds[1])
    let (four, two) = (FourVectors { _ in other }, TwoVectors { _ in other })
    for _ in 0..<rounds {
      a.addProduct(factor, four)
      b.addProduct(factor, two)
    }
    return a.laneSum + (b.left + b.right).laneSum
  }
}

// MARK: - Memory

extension PeakLoop {
  /// Reads `count` floats, a multiple of 128, and returns their sum in some order.
  public static func read(_ x: UnsafePointer<Float>, count: Int) -> Float {
    var a = FourVectors()
    var b = FourVectors()
    var offset = 0
    while offset &+ 128 <= count {
      a.add(older: FourVectors(loading: x + offset))
      b.add(older: FourVectors(loading: x + (offset &+ 64)))
      offset &+= 128
    }
    a.add(older: b)
    return a.laneSum
  }

  /// Copies `count` floats in vectors; the C library's string instruction is slow where another
  /// core has held the lines.
  public static func copy(
    _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int
  ) {
    forEachVector(count) { i, lanes in
      Vector(loading: x + i, first: lanes).store(to: y + i, first: lanes)
    }
  }

  /// Adds `term` to `count` floats, a multiple of 64, in place: a vector written for each
  /// vector read, and no other memory touched.
  public static func update(_ x: UnsafeMutablePointer<Float>, adding term: Float, count: Int) {
    let terms = FourVectors { _ in Vector(repeating: term) }
    var offset = 0
    while offset &+ 64 <= count {
      var values = FourVectors(loading: x + offset)
      values.add(older: terms)
      values.store(to: x + offset)
      offset &+= 64
    }
  }
}

extension FourVectors {
  @inline(__always)
  fileprivate var laneSum: Float {
    ((left.left + left.right) + (right.left + right.right)).laneSum
  }
}
