package import Engine
package import Layers
import Parallel

extension TrainingStep {
  /// Starts from the given state; every rank passes the same.
  package func restore(_ state: ModelState) throws {
    remembered = nil
    weightsAreFinite = false
    try exchange.setWeights(state.weights)
    precondition(
      state.variables.count == variables.count, "\(state.variables.count) variables")
    for (place, value) in state.variables.enumerated() { unsafe variables.base[place] = value }
    let slice = exchange.slice
    for place in optimizer.slotNames.indices {
      guard !state.slots.isEmpty else {
        unsafe (slots.base + place * slice.count).update(
          repeating: optimizer.initialValue(ofSlot: place), count: slice.count)
        continue
      }
      let start = place * parameterSpace.count + slice.lowerBound
      for offset in 0..<slice.count {
        unsafe slots.base[place * slice.count + offset] = state.slots[start + offset]
      }
    }
  }

  /// The weights and other variables, as this rank reads them.
  package func state() -> ModelState {
    unsafe ModelState(
      weights: Array(UnsafeBufferPointer(start: exchange.weights, count: parameterSpace.count)),
      variables: Array(UnsafeBufferPointer(start: variables.base, count: variables.count)))
  }

  /// Calls `body` with the weights and other variables where they stand.
  package func withVariables<Result>(
    _ body: (ModelVariables) throws -> Result
  ) rethrows -> Result {
    try body(modelVariables)
  }

  /// All ranks' slots in one vector, on rank 0; nil elsewhere.
  ///
  /// Every rank calls it.
  package func collectSlots() throws -> [Float]? {
    var all: [Float]? = []
    for place in optimizer.slotNames.indices {
      let slot = try unsafe exchange.collect(
        UnsafePointer(slots.base + place * exchange.slice.count))
      if let slot { all?.append(contentsOf: slot) } else { all = nil }
    }
    return all
  }
}
