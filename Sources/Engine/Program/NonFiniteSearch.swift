import Kernels

/// A tensor of a pass that contains NaN or infinity.
package struct NonFiniteTensor: Equatable {
  /// The description of the tensor: `the output of layer dense`.
  package let what: String
  /// The rows of the pass that are not finite; empty for a sum over rows.
  package let rows: [Int]
}

/// A search for the first tensor of a pass that is not finite.
struct NonFiniteSearch {
  /// The name of each call's layer, in model order.
  let layerNames: [String]
  /// The first tensor that is not finite, if any.
  private(set) var finding: NonFiniteTensor?

  init(layerNames: [String]) {
    self.layerNames = layerNames
  }

  /// Searches rows of `size` numbers.
  mutating func look(
    at values: UnsafePointer<Float>, rows: Int, size: Int, called what: String
  ) {
    guard finding == nil else { return }
    let found = (0..<rows).filter { row in
      unsafe !isFinite(values + row * size, count: size)
    }
    if !found.isEmpty { finding = NonFiniteTensor(what: what, rows: found) }
  }

  /// Searches the output of an operation's forward pass.
  mutating func look(
    atOutputOf slot: OperationSlot, rows: Int, memory: UnsafePointer<Float>
  ) {
    unsafe look(
      at: memory + slot.output, rows: rows, size: slot.outputSize,
      called: "the output of layer \(layerNames[slot.layer])")
  }

  /// Searches the input gradients of an operation's backward pass.
  mutating func look(
    behind slot: OperationSlot, rows: Int, memory: UnsafePointer<Float>
  ) {
    for (gradient, size) in zip(slot.inputGradients, slot.inputSizes) {
      guard let gradient else { continue }
      unsafe look(
        at: memory + gradient, rows: rows, size: size,
        called: "the gradient behind layer \(layerNames[slot.layer])")
    }
  }

  /// Searches each row's loss and its gradient.
  mutating func look(
    at term: OutputTerm, rows: Int, sampleWeights: UnsafePointer<Float>,
    memory: UnsafePointer<Float>
  ) {
    guard finding == nil else { return }
    let found = (0..<rows).filter { row in
      var loss = 0.0
      var metrics = [Double](repeating: 0, count: term.metrics.count + 1)
      unsafe metrics.withUnsafeMutableBufferPointer { metrics in
        guard let base = metrics.baseAddress else { return }
        unsafe term.add(
          row..<row + 1, sampleWeights: sampleWeights, toLoss: &loss, toMetrics: base)
      }
      return !loss.isFinite
    }
    if !found.isEmpty { finding = NonFiniteTensor(what: "the loss", rows: found) }
    unsafe look(
      at: memory + term.gradient, rows: rows, size: term.size, called: "the loss's gradient")
  }

  /// Searches the parameters' gradients, summed over each of `blockCount` blocks.
  mutating func look(
    at gradients: UnsafePointer<Float>, blockCount: Int, of space: ParameterSpace
  ) {
    guard finding == nil else { return }
    for parameter in space.parameters {
      for block in 0..<blockCount {
        let start = unsafe gradients + block * space.count + parameter.range.lowerBound
        if unsafe isFinite(start, count: parameter.range.count) { continue }
        finding = NonFiniteTensor(what: "the gradient of \(parameter.name)", rows: [])
        return
      }
    }
  }

  private func isFinite(_ values: UnsafePointer<Float>, count: Int) -> Bool {
    unsafe kernels.largestMagnitudeBits(values, count: count) < Float.infinity.bitPattern
  }
}
