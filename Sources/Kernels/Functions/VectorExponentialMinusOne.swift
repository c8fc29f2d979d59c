/// Computes `y = e^x - 1` for each element, without cancellation near 0; `y` may be `x`.
///
/// At most 2 ulp from the true value. Above 88.72283 it is +inf, below -18 it is -1; ±0 gives +0,
/// NaN gives NaN.
public func vectorExpm1(
  _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
) {
  mapVectors(x, into: y, count: count, vectorExpm1)
}

/// `e^x - 1` in each lane; see the function over pointers for errors and edges.
@inline(__always)
func vectorExpm1(_ x: Vector) -> Vector {
  let lowest = Vector(repeating: -30)
  let highest = Vector(repeating: 88.72283)
  let bounded = x.whereGreater(
    than: highest, highest, else: lowest.whereGreater(than: x, lowest, else: x))
  let (fraction, exponent) = reducedExponential(bounded)
  // (1 + f) 2^n - 1 = 2 (f 2^(n-1) + (2^(n-1) - ½)), because 2^128 is not a float.
  let scale = powerOfTwo(exponent &- 1)
  let half = fraction.fusedProduct(scale, plus: scale - Vector(repeating: 0.5))
  return x.whereGreater(than: highest, Vector(repeating: .infinity), else: half + half)
}
