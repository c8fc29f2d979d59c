import Engine

extension Trainer {
  /// Records a span in the steps that are traced.
  func recording<Result>(_ kind: TimeSpan.Kind, _ body: () throws -> Result) rethrows -> Result {
    guard let timeline = step.timeline else { return try body() }
    return try timeline.record(kind, body)
  }

  /// Records a span where the run is traced.
  func recordingAlways<Result>(
    _ kind: TimeSpan.Kind, _ body: () throws -> Result
  ) rethrows -> Result {
    guard let timeline = step.timeline else { return try body() }
    return try timeline.recordAlways(kind, body)
  }
}
