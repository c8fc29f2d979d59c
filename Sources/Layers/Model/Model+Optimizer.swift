package import Engine

extension Model {
  /// The optimizer, or nil before `compile`.
  ///
  /// Its learning rate and other arguments can be changed between runs without a new `compile`:
  /// `model.optimizer?.learningRate = 1e-4`. An optimizer of another class starts without state. A
  /// callback can change the rate, which takes effect on all ranks as if it had set that of its
  /// `RunContext`; other changes in a callback end the run with an error. An optimizer that is set
  /// before `compile`, or to nil, is an error of the next `compile` or `fit`.
  public var optimizer: (any Optimizer)? {
    get { compilation?.optimizer }
    set {
      optimizerWasSet = true
      guard let newValue, let old = compilation?.optimizer else {
        misplacedOptimizer = compilation == nil ? "set before compile" : "set to nil"
        return
      }
      if let builtIn = newValue as? any BuiltInOptimizer,
        builtIn.clippingArguments != ClippingArguments()
      {
        misplacedOptimizer = "set with another clipping"
        return
      }
      compilation?.optimizer = newValue
      guard newValue.className != old.className || newValue.slotNames != old.slotNames else {
        return
      }
      optimizerState = nil
      iterations = 0
    }
  }

  /// - Throws: `ModelError.invalidValue`, once, where `optimizer` was set before `compile`, to nil,
  ///   or with a clipping of its own.
  package func checkOptimizerIsPlaced() throws(ModelError) {
    guard let found = misplacedOptimizer else { return }
    misplacedOptimizer = nil
    throw .invalidValue(
      of: "model.optimizer",
      expected: "an optimizer in compile(optimizer:loss:), which can be changed later",
      found: found)
  }

  /// The class of the optimizer, or `none` before `compile`.
  package var optimizerName: String { compilation?.optimizer.className ?? "none" }

  /// The learning rate of the next update.
  package var learningRate: Float {
    compilation?.optimizer.learningRate.rate(atStep: iterations) ?? 0
  }
}
