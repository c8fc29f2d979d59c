import Kernels
import Layers

/// An optimizer with the memory of a slice, driven with plain arrays.
final class OptimizerRun {
  let optimizer: any Optimizer
  private(set) var weights: [Float]
  /// The slots one after the other, each as long as the weights.
  private(set) var slots: [Float]
  private(set) var iteration = 0

  init(_ optimizer: any Optimizer, weights: [Float]) {
    FloatingPointMode.flushDenormals()
    self.optimizer = optimizer
    self.weights = weights
    slots = optimizer.slotNames.indices.flatMap { index in
      [Float](repeating: optimizer.initialValue(ofSlot: index), count: weights.count)
    }
  }

  /// Makes one update and returns whether the gradient was finite.
  func update(_ gradient: [Float]) -> Bool {
    iteration += 1
    // One more element: an optimizer without slots still gets a pointer.
    slots.append(0)
    defer { slots.removeLast() }
    let (count, iteration, optimizer) = (weights.count, iteration, optimizer)
    return unsafe weights.withUnsafeMutableBufferPointer { weights in
      unsafe slots.withUnsafeMutableBufferPointer { slots in
        unsafe gradient.withUnsafeBufferPointer { gradient in
          guard let weights = weights.baseAddress, let slots = slots.baseAddress,
            let gradient = gradient.baseAddress
          else { return false }
          return unsafe optimizer.update(
            ParameterSlice(
              count: count, iteration: iteration,
              learningRate: optimizer.learningRate.rate(atStep: iteration - 1), weights: weights,
              gradient: gradient, slots: slots, slotStride: count))
        }
      }
    }
  }
}
