/// Updates `count` parameters by gradient descent and returns whether all of them are finite.
///
/// `w -= learningRate * g`, product and difference each rounded. Source: Keras 3, `SGD`.
public func sgd(
  learningRate: Float, parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
  count: Int
) -> Bool {
  let rate = Vector(repeating: learningRate)
  var finiteness = Finiteness()
  forEachVector(count) { i, lanes in
    let g = Vector(loading: gradient + i, first: lanes)
    let w = Vector(loading: parameters + i, first: lanes)
    let updated = w - rate * g
    finiteness.add(updated.first(lanes))
    updated.store(to: parameters + i, first: lanes)
  }
  return finiteness.holds
}

/// Updates `count` parameters by gradient descent with momentum and returns whether all of them are
/// finite.
///
/// `v = momentum * v - learningRate * g`, then `w += v`, or with `nesterov`
/// `w += momentum * v - learningRate * g` with the new `v`; each operation rounded by itself.
/// Source: Keras 3, `SGD`.
public func sgd(
  learningRate: Float, momentum: Float, nesterov: Bool,
  parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
  velocity: UnsafeMutablePointer<Float>, count: Int
) -> Bool {
  let rate = Vector(repeating: learningRate)
  let decay = Vector(repeating: momentum)
  var finiteness = Finiteness()
  forEachVector(count) { i, lanes in
    let g = Vector(loading: gradient + i, first: lanes)
    let w = Vector(loading: parameters + i, first: lanes)
    let descent = rate * g
    let v = decay * Vector(loading: velocity + i, first: lanes) - descent
    v.store(to: velocity + i, first: lanes)
    let step = nesterov ? decay * v - descent : v
    let updated = w + step
    finiteness.add(updated.first(lanes))
    updated.store(to: parameters + i, first: lanes)
  }
  return finiteness.holds
}
