package import KernelInterface

extension CompiledKernels {
  package static func rmsprop(
    _ step: RMSpropStep, parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    velocity: UnsafeMutablePointer<Float>, average: UnsafeMutablePointer<Float>?,
    momentum: UnsafeMutablePointer<Float>?, count: Int
  ) -> Bool {
    let rate = Vector(repeating: step.learningRate)
    let rho = Vector(repeating: step.rho)
    let oneMinusRho = Vector(repeating: step.oneMinusRho)
    let decay = Vector(repeating: step.momentum)
    let epsilon = Vector(repeating: step.epsilon)
    var finiteness = Finiteness()
    forEachVector(count) { i, lanes in
      let g = Vector(loading: gradient + i, first: lanes)
      let v = rho * Vector(loading: velocity + i, first: lanes) + oneMinusRho * (g * g)
      v.store(to: velocity + i, first: lanes)
      var u = v
      if let average {
        let a = rho * Vector(loading: average + i, first: lanes) + oneMinusRho * g
        a.store(to: average + i, first: lanes)
        u = v - a * a
      }
      var descent = rate * g / (u + epsilon).squareRoots
      if let momentum {
        descent = decay * Vector(loading: momentum + i, first: lanes) + descent
        descent.store(to: momentum + i, first: lanes)
      }
      let w = Vector(loading: parameters + i, first: lanes)
      let updated = w - descent
      finiteness.add(updated.first(lanes))
      updated.store(to: parameters + i, first: lanes)
    }
    return finiteness.holds
  }
}
