public import Engine

/// A learning rate that may change from update to update.
///
/// A schedule is a pure function of the number of updates made so far, so that a run that resumes
/// from a checkpoint, or on other ranks, has the same rates. `Float` and `Double` are schedules
/// that never change. To add one, write a file in this folder and list it in `ScheduleRegistry`.
/// Source of names and defaults: Keras 3, `optimizers.schedules`.
public protocol LearningRateSchedule: Sendable, Configurable {
  /// Returns the learning rate of the update after `step` updates.
  ///
  /// Steps count from 0: the k-th update since `compile` uses the rate at step `k - 1`.
  func rate(atStep step: Int) -> Float

  /// Checks the schedule's numbers.
  ///
  /// - Throws: `ModelError.invalidValue` naming the invalid number.
  func check() throws(ModelError)
}

extension LearningRateSchedule {
  /// Does nothing: all arguments are valid.
  public func check() throws(ModelError) {}

  /// The rate of every step if it is constant, otherwise nil.
  package var constantRate: Float? { (self as? any ConstantRate)?.rate(at: 0) }
}

/// A schedule of the library's own.
package protocol BuiltInSchedule: LearningRateSchedule, BuiltInPart {
  func rate(at step: Int) -> Float
  func checkArguments() throws(ModelError)
}

extension BuiltInSchedule {
  /// Returns the learning rate of the update after `step` updates.
  public func rate(atStep step: Int) -> Float { rate(at: step) }

  /// Checks the schedule's numbers.
  ///
  /// - Throws: `ModelError.invalidValue` naming the invalid number.
  public func check() throws(ModelError) { try checkArguments() }
}
