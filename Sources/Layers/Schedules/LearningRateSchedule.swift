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

  /// The rate of every step, where the rate never changes.
  var constantRate: Float? { get }

  /// Checks the schedule's numbers.
  ///
  /// - Throws: `ModelError.invalidValue` naming the invalid number.
  func check() throws(ModelError)
}

extension LearningRateSchedule {
  /// No constant rate: it may change.
  public var constantRate: Float? { nil }

  /// Accepts all numbers.
  public func check() throws(ModelError) {}
}
