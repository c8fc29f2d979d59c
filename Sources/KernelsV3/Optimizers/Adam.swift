package import KernelInterface

extension CompiledKernels {
  package static func adam(
    _ step: AdamStep, parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    momentum: UnsafeMutablePointer<Float>, velocity: UnsafeMutablePointer<Float>, count: Int
  ) -> Bool {
    let alpha = Vector(repeating: step.alpha)
    let rate1 = Vector(repeating: step.oneMinusBeta1)
    let rate2 = Vector(repeating: step.oneMinusBeta2)
    let epsilon = Vector(repeating: step.epsilon)
    var finiteness = Finiteness()
    forEachVector(count) { i, lanes in
      let g = Vector(loading: gradient + i, first: lanes)
      var m = Vector(loading: momentum + i, first: lanes)
      var v = Vector(loading: velocity + i, first: lanes)
      let w = Vector(loading: parameters + i, first: lanes)
      m += (g - m) * rate1
      v += (g * g - v) * rate2
      m.store(to: momentum + i, first: lanes)
      v.store(to: velocity + i, first: lanes)
      let updated = w - m * alpha / (v.squareRoots + epsilon)
      finiteness.add(updated.first(lanes))
      updated.store(to: parameters + i, first: lanes)
    }
    return finiteness.holds
  }
}
