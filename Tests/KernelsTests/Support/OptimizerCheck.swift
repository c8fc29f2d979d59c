import Kernels
import TestSupport
import Testing

/// Parameters and slots between guard pages, for the tests of an optimizer's step.
final class OptimizerState {
  let parameters: GuardedBuffer<Float>
  let slots: [GuardedBuffer<Float>]

  /// Slots of as many elements as there are parameters, each filled with one value.
  init(parameters: [Float], slots: [Float]) {
    self.parameters = GuardedBuffer(parameters)
    self.slots = slots.map { value in
      GuardedBuffer([Float](repeating: value, count: parameters.count))
    }
  }

  var isIntactBefore: Bool {
    parameters.isIntactBefore && slots.allSatisfy { $0.isIntactBefore }
  }
}

/// One step of an optimizer: whether the gradient was finite.
typealias OptimizerUpdate = (_ state: OptimizerState, _ gradient: GuardedBuffer<Float>) -> Bool

/// Expects three steps to be those of a scalar loop, in every remainder of the vectors.
func expectScalarSteps(
  count: Int, seed: UInt64, slots initial: [Float],
  _ update: OptimizerUpdate, sourceLocation: SourceLocation = #_sourceLocation,
  scalar: (_ w: inout Float, _ slots: inout [Float], _ g: Float) -> Void
) {
  var samples = SampleValues(seed: seed + UInt64(count))
  var w = samples.floats(count)
  var slots = [[Float]](repeating: initial, count: count)
  let state = OptimizerState(parameters: w, slots: initial)
  for step in 1...3 {
    let g = samples.floats(count)
    #expect(update(state, GuardedBuffer(g)), sourceLocation: sourceLocation)
    for i in 0..<count {
      scalar(&w[i], &slots[i], g[i])
    }
    expectSameBits(
      state.parameters.values, w, "parameters of \(count), step \(step)",
      sourceLocation: sourceLocation)
    for slot in initial.indices {
      expectSameBits(
        state.slots[slot].values, slots.map { $0[slot] },
        "slot \(slot) of \(count), step \(step)", sourceLocation: sourceLocation)
    }
  }
  #expect(state.isIntactBefore, sourceLocation: sourceLocation)
}

/// Expects the step to report a gradient that is not finite, wherever it is.
func expectReports(
  slots: [Float], _ update: OptimizerUpdate, sourceLocation: SourceLocation = #_sourceLocation
) {
  for index in [0, 15, 16, 18] {
    for value in [Float.nan, .infinity, -.infinity] {
      let state = OptimizerState(parameters: [Float](repeating: 0, count: 19), slots: slots)
      var gradient = [Float](repeating: 1, count: 19)
      gradient[index] = value
      #expect(
        !update(state, GuardedBuffer(gradient)), "\(value) at \(index) went unnoticed",
        sourceLocation: sourceLocation)
    }
  }
}

/// Expects one parameter's trajectory over constant gradients, to a few roundings.
func expectTrajectory(
  from start: Float, gradient: Float, _ expected: [Float], slots: [Float],
  _ update: OptimizerUpdate, sourceLocation: SourceLocation = #_sourceLocation
) {
  let state = OptimizerState(parameters: [start], slots: slots)
  for (step, wanted) in expected.enumerated() {
    #expect(update(state, GuardedBuffer([gradient])), sourceLocation: sourceLocation)
    let found = state.parameters.values[0]
    #expect(
      abs(found - wanted) <= 4 * wanted.ulp, "step \(step + 1): \(found), expected \(wanted)",
      sourceLocation: sourceLocation)
  }
}
