public import FileFormats

/// How gradients change weights.
///
/// To add one, write a file in this folder and list it in `OptimizerRegistry`.
public protocol Optimizer: Sendable {
  /// The class's name in Keras.
  var className: String { get }

  /// How far a step goes.
  var learningRate: Float { get set }

  /// The names of the numbers that are kept for each parameter: Adam's `momentum` and `velocity`.
  var slotNames: [String] { get }

  /// What a slot's numbers are before the first step.
  func initialValue(ofSlot place: Int) -> Float

  /// The hyperparameters in Keras's words, without the learning rate.
  var configuration: [String: JSON] { get }

  /// Changes the weights of one slice by one step.
  ///
  /// Elements are independent: the result must not depend on how the parameter space is sliced.
  ///
  /// - Returns: false if a gradient was not finite.
  func update(_ slice: ParameterSlice) -> Bool
}

extension Optimizer {
  /// Zero.
  public func initialValue(ofSlot place: Int) -> Float { 0 }
}

/// A run of the parameter space with all that an optimizer needs; pointers are borrowed.
@safe
public struct ParameterSlice {
  /// The number of elements.
  public let count: Int
  /// Which update this is, from 1.
  public let iteration: Int
  /// The weights.
  public let weights: UnsafeMutablePointer<Float>
  /// The gradient of the global batch's mean loss.
  public let gradient: UnsafePointer<Float>

  let slots: UnsafeMutablePointer<Float>
  let slotStride: Int

  /// A slice of `count` weights; slot `i` starts `i * slotStride` floats into `slots`.
  public init(
    count: Int, iteration: Int, weights: UnsafeMutablePointer<Float>,
    gradient: UnsafePointer<Float>, slots: UnsafeMutablePointer<Float>, slotStride: Int
  ) {
    self.count = count
    self.iteration = iteration
    unsafe self.weights = weights
    unsafe self.gradient = gradient
    unsafe self.slots = slots
    self.slotStride = slotStride
  }

  /// What the optimizer keeps for each element under its `place`-th slot name.
  public func slot(_ place: Int) -> UnsafeMutablePointer<Float> {
    unsafe slots + place * slotStride
  }
}
