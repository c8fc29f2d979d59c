import KernelInterface

extension CompiledKernels {
  package static func sumOfSquares(_ values: UnsafePointer<Float>, count: Int) -> Double {
    var sum = 0.0
    var offset = 0
    while offset < count {
      let left = count &- offset
      sum += chunkSumOfSquares(values + offset, left < squaresChunkSize ? left : squaresChunkSize)
      offset &+= squaresChunkSize
    }
    return sum
  }
}

private typealias Doubles = SIMD16<Double>

@inline(__always)
private func chunkSumOfSquares(_ values: UnsafePointer<Float>, _ count: Int) -> Double {
  var sums = Doubles.zero
  forEachVector(count) { i, lanes in
    let wide = widened(Vector(loading: values + i, first: lanes))
    sums += wide * wide
  }
  let eight = sums.lowHalf + sums.highHalf
  let four = eight.lowHalf + eight.highHalf
  return (four[0] + four[2]) + (four[1] + four[3])
}

/// The lanes in `Double`, exactly.
///
/// Written out, because the generic conversion is sixteen calls.
@inline(__always)
private func widened(_ x: Vector) -> Doubles {
  Doubles(
    Double(x[0]), Double(x[1]), Double(x[2]), Double(x[3]), Double(x[4]), Double(x[5]),
    Double(x[6]), Double(x[7]), Double(x[8]), Double(x[9]), Double(x[10]), Double(x[11]),
    Double(x[12]), Double(x[13]), Double(x[14]), Double(x[15]))
}
