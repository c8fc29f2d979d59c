import KernelInterface

extension CompiledKernels {
  package static func adagrad(
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
}
