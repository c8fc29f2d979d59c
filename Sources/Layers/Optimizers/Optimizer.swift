public import Engine

/// An algorithm that updates weights from gradients.
///
/// To add one, write a file in this folder and list it in `OptimizerRegistry`.
public protocol Optimizer: Sendable, Configurable, OptimizerChoice {
  /// The learning rate: a number or a schedule.
  var learningRate: any LearningRateSchedule { get set }

  /// The names of the slots that are kept for each parameter: Adam's `momentum` and `velocity`.
  var slotNames: [String] { get }

  /// Returns the initial value of a slot's elements.
  func initialValue(ofSlot index: Int) -> Float

  /// Checks the hyperparameters; `compile` calls it.
  ///
  /// - Throws: `ModelError.invalidValue` naming the invalid number.
  func check() throws(ModelError)

  /// Updates the weights of one slice by one step.
  ///
  /// The step's learning rate is the slice's. Elements are independent: the result must not depend
  /// on how the parameter space is sliced.
  ///
  /// - Returns: Whether all of the slice's new weights are finite.
  func update(_ slice: ParameterSlice) -> Bool
}

extension Optimizer {
  /// Returns 0.
  public func initialValue(ofSlot index: Int) -> Float { 0 }

  /// Checks only the learning rate.
  ///
  /// - Throws: `ModelError.invalidValue`.
  public func check() throws(ModelError) {
    try learningRate.check()
  }
}

/// An optimizer of the library's own.
package protocol BuiltInOptimizer: Optimizer, BuiltInPart {
  var rate: any LearningRateSchedule { get set }
  var clippingArguments: ClippingArguments { get set }
  var slots: [String] { get }
  /// The names of the slots that hold means or sums of squares, which are never below 0.
  var squares: [String] { get }
  func initialValue(of slot: Int) -> Float
  func checkArguments() throws(ModelError)
  func step(_ slice: ParameterSlice) -> Bool
}

extension BuiltInOptimizer {
  /// None: an optimizer whose initializer takes clipping arguments stores them.
  package var clippingArguments: ClippingArguments {
    get { ClippingArguments() }
    set {}
  }

  package func initialValue(of slot: Int) -> Float { 0 }

  package var squares: [String] { [] }

  /// The learning rate: a number or a schedule.
  public var learningRate: any LearningRateSchedule {
    get { rate }
    set { rate = newValue }
  }

  /// Returns the initial value of a slot's elements.
  public func initialValue(ofSlot index: Int) -> Float { initialValue(of: index) }

  /// The names of the numbers that are kept for each parameter.
  public var slotNames: [String] { slots }

  /// Checks the hyperparameters.
  ///
  /// - Throws: `ModelError.invalidValue` naming the invalid number.
  public func check() throws(ModelError) {
    try learningRate.check()
    try checkArguments()
  }

  /// Updates one slice by one step.
  public func update(_ slice: ParameterSlice) -> Bool { step(slice) }
}

/// A range of the parameter space with the operands of an optimizer; pointers are borrowed.
@safe
public struct ParameterSlice {
  /// The number of elements.
  public let count: Int
  /// The number of this update, from 1.
  public let iteration: Int
  /// The learning rate of this update.
  public let learningRate: Float
  /// The weights.
  public let weights: UnsafeMutablePointer<Float>
  /// The gradient of the global batch's mean loss.
  public let gradient: UnsafePointer<Float>

  let slots: UnsafeMutablePointer<Float>
  let slotStride: Int

  /// Creates a slice of `count` weights; slot `i` starts at `slots + i * slotStride`.
  package init(
    count: Int, iteration: Int, learningRate: Float, weights: UnsafeMutablePointer<Float>,
    gradient: UnsafePointer<Float>, slots: UnsafeMutablePointer<Float>, slotStride: Int
  ) {
    self.count = count
    self.iteration = iteration
    self.learningRate = learningRate
    unsafe self.weights = weights
    unsafe self.gradient = gradient
    unsafe self.slots = slots
    self.slotStride = slotStride
  }

  /// Returns the elements of the optimizer's slot with an index in `slotNames`.
  public func slot(_ index: Int) -> UnsafeMutablePointer<Float> {
    unsafe slots + index * slotStride
  }
}
