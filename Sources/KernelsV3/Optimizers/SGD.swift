import KernelInterface

extension CompiledKernels {
  package static func sgd(
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

  package static func sgd(
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
}
