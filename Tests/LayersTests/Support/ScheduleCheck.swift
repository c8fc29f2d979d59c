import Engine
import FileFormats
import KerasFormat
import Kernels
import Layers
import ModelTestSupport
import Testing

/// Expects rates with exactly these bits, at these steps.
func expectRates(
  _ schedule: any LearningRateSchedule, _ expected: [(step: Int, rate: Float)],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for (step, rate) in expected {
    let found = schedule.rate(atStep: step)
    #expect(
      found.bitPattern == rate.bitPattern, "\(found) instead of \(rate) at step \(step)",
      sourceLocation: sourceLocation)
  }
}

/// Expects what Keras 3.15.1 prints, which computes in single precision.
///
/// Its few roundings, and those of its power and cosine, stay within 2^-20 of the number.
func expectRatesOfKeras(
  _ schedule: any LearningRateSchedule, _ expected: [(step: Int, rate: Double)],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for (step, rate) in expected {
    let found = Double(schedule.rate(atStep: step))
    #expect(
      abs(found - rate) <= rate * 0x1p-20, "\(found) instead of \(rate) at step \(step)",
      sourceLocation: sourceLocation)
  }
}

/// Expects that `check` refuses a schedule, with these words.
func expectRefused(
  _ schedule: any LearningRateSchedule, _ message: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let error = #expect(throws: ModelError.self, sourceLocation: sourceLocation) {
    try schedule.check()
  }
  #expect(error?.description == message, sourceLocation: sourceLocation)
}

/// What reading makes of a schedule that was written as text.
func readBack(_ schedule: any LearningRateSchedule) throws -> any LearningRateSchedule {
  let text = JSON(schedule).serialized()
  return try ScheduleRegistry.schedule(
    configuration: JSON(parsing: Array(text.utf8)), path: "schedule")
}
