package import KernelInterface

extension CompiledKernels {
  package static func adadelta(
    _ step: AdadeltaStep, parameters: UnsafeMutablePointer<Float>,
    gradient: UnsafePointer<Float>, gradientAccumulator: UnsafeMutablePointer<Float>,
    updateAccumulator: UnsafeMutablePointer<Float>, count: Int
  ) -> Bool {
    let rate = Vector(repeating: step.learningRate)
    let rho = Vector(repeating: step.rho)
    let oneMinusRho = Vector(repeating: step.oneMinusRho)
    let epsilon = Vector(repeating: step.epsilon)
    var finiteness = Finiteness()
    forEachVector(count) { i, lanes in
      let g = Vector(loading: gradient + i, first: lanes)
      let a = rho * Vector(loading: gradientAccumulator + i, first: lanes) + oneMinusRho * (g * g)
      a.store(to: gradientAccumulator + i, first: lanes)
      let u = Vector(loading: updateAccumulator + i, first: lanes)
      let d = (u + epsilon).squareRoots * g / (a + epsilon).squareRoots
      (rho * u + oneMinusRho * (d * d)).store(to: updateAccumulator + i, first: lanes)
      let w = Vector(loading: parameters + i, first: lanes)
      let updated = w - rate * d
      finiteness.add(updated.first(lanes))
      updated.store(to: parameters + i, first: lanes)
    }
    return finiteness.holds
  }
}
