public import Engine

/// How far each step goes: a learning rate that may change from update to update.
///
/// A schedule is a pure function of the number of updates made so far, so that a run that goes on
/// from a checkpoint, or on other ranks, sees the same rates. `Float` and `Double` are schedules
/// that never change. To add one, write a file in this folder and list it in `ScheduleRegistry`.
/// Source of names and defaults: Keras 3, `optimizers.schedules`.
public protocol LearningRateSchedule: Sendable, Configurable {
  /// The learning rate of the update that `step` updates came before.
  ///
  /// Steps count from 0: the k-th update since `compile` takes the rate at step `k - 1`.
  func rate(atStep step: Int) -> Float

  /// Checks the schedule's numbers.
  ///
  /// - Throws: `ModelError.invalidValue` naming the invalid number.
  func check() throws(ModelError)
}

extension LearningRateSchedule {
  /// Accepts all numbers.
  public func check() throws(ModelError) {}

  /// The rate of every step, where the rate never changes.
  package var constantRate: Float? { (self as? any ConstantRate)?.rate(at: 0) }
}

/// A schedule of the library's own.
package protocol BuiltInSchedule: LearningRateSchedule, BuiltInPart {
  func rate(at step: Int) -> Float
  func checkArguments() throws(ModelError)
}

extension BuiltInSchedule {
  /// The learning rate of the update that `step` updates came before.
  public func rate(atStep step: Int) -> Float { rate(at: step) }

  /// Checks the schedule's numbers.
  ///
  /// - Throws: `ModelError.invalidValue` naming the invalid number.
  public func check() throws(ModelError) { try checkArguments() }
}
