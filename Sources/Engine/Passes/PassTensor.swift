/// A tensor of a pass as an observer sees it: borrowed for the call.
@safe
package struct PassTensor {
  /// What a tensor is.
  package enum Role: Hashable, Sendable {
    /// One of the model's inputs, by its index.
    case input(Int)
    /// What an operation of a call has computed; the last one is the call's output.
    case output(ofCall: Int)
    /// The complete gradient of an operation's output, of a loss's mean over the batch.
    case outputGradient(ofCall: Int)
  }

  /// What it is; calls are counted in model order.
  package let role: Role
  /// The number of samples.
  package let rows: Int
  /// The elements of one sample.
  package let size: Int
  /// The elements, sample by sample.
  package let values: UnsafePointer<Float>

  /// All elements.
  package var buffer: UnsafeBufferPointer<Float> {
    unsafe UnsafeBufferPointer(start: values, count: rows * size)
  }
}

/// What is called with the tensors of a program's passes.
package struct PassObserver {
  /// Called before an operation of a call runs forward, with the call's index in model order.
  package var willCompute: (_ call: Int) -> Void
  /// Called with each tensor as soon as it is complete.
  package var computed: (PassTensor) -> Void

  /// Creates an observer.
  package init(
    willCompute: @escaping (_ call: Int) -> Void = { _ in },
    computed: @escaping (PassTensor) -> Void = { _ in }
  ) {
    self.willCompute = willCompute
    self.computed = computed
  }
}
