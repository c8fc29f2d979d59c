import KernelInterface

extension CompiledKernels {
  package static func fusedProducts(
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

extension CompiledKernels {
  package static func read(_ x: UnsafePointer<Float>, count: Int) -> Float {
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

  package static func copy(
    _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int
  ) {
    forEachVector(count) { i, lanes in
      Vector(loading: x + i, first: lanes).store(to: y + i, first: lanes)
    }
  }

  package static func update(_ x: UnsafeMutablePointer<Float>, adding term: Float, count: Int) {
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
