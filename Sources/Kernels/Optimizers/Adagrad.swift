/// Updates `count` parameters by one step of Adagrad and returns whether all of them are finite.
///
/// `a += g * g`, `w -= learningRate * g / √(a + epsilon)`, each operation rounded by itself, in
/// that order. All values are updated even where the gradient is not finite. Source: Duchi, Hazan
/// and Singer 2011, section 1.1, as in Keras 3, `Adagrad`.
public func adagrad(
  learningRate: Float, epsilon: Float, parameters: UnsafeMutablePointer<Float>,
  gradient: UnsafePointer<Float>, accumulator: UnsafeMutablePointer<Float>, count: Int
) -> Bool {
  let rate = Vector(repeating: learningRate)
  let small = Vector(repeating: epsilon)
  var finiteness = Finiteness()
  forEachVector(count) { i, lanes in
    let g = Vector(loading: gradient + i, first: lanes)
    let a = Vector(loading: accumulator + i, first: lanes) + g * g
    a.store(to: accumulator + i, first: lanes)
    let w = Vector(loading: parameters + i, first: lanes)
    let updated = w - rate * g / (a + small).squareRoots
    finiteness.add(updated.first(lanes))
    updated.store(to: parameters + i, first: lanes)
  }
  return finiteness.holds
}
