/// The clocks, watched for a moment.
struct ClockFacts: Codable, Equatable, Sendable {
  /// How long they were watched, in milliseconds.
  var milliseconds = 0.0
  /// The smallest step of the monotonic clock, in nanoseconds.
  var resolution = 0
  /// Whether the monotonic clock ever went back.
  var goesBack = false
  /// How far the wall clock has moved against the monotonic one, in milliseconds.
  var wallStep = 0.0
  /// What the kernel reads time from; nil where it does not tell.
  var source: String?
}

extension ClockFacts {
  /// Sources that each read of the clock must ask the kernel or a device for.
  private static let slowSources = ["acpi_pm", "hpet", "jiffies", "pit"]

  var findings: [Finding] {
    func result(_ status: Finding.Status, _ text: String, _ remedy: String? = nil) -> [Finding] {
      [Finding("clocks", status, text, remedy: remedy)]
    }
    let watched = "in \(Int(milliseconds.rounded())) ms"
    if goesBack {
      return result(
        .problem, "the monotonic clock went back \(watched)",
        "have the machine's clock source mended; timeouts and times of steps would be wrong")
    }
    guard milliseconds >= 1 else {
      return result(.unknown, "they were not watched")
    }
    if abs(wallStep) > 10 {
      return result(
        .warning, "the wall clock moved by \(Int(wallStep.rounded())) ms \(watched)",
        "let it settle (chronyc tracking); only names of folders and logs depend on it")
    }
    if resolution > 1_000_000 {
      return result(
        .warning,
        "the clock's steps are \(resolution / 1_000_000) ms: short times cannot be measured")
    }
    if let source, Self.slowSources.contains(source) {
      return result(
        .warning, "the kernel reads time from \(source), which is slow",
        "a machine with a stable time-stamp counter measures better; results do not change")
    }
    return result(
      .ok, "steady \(watched), steps of \(resolution) ns" + (source.map { ", from \($0)" } ?? ""))
  }
}
