/// How fast two threads compute beside one another, measured for a moment.
struct InterferenceFacts: Codable, Equatable, Sendable {
  /// The speed of the slower one, as a share of that of one alone; nil where it was not measured.
  var share: Double?
  /// Why it was not measured.
  var reason: String?
}

extension InterferenceFacts {
  var findings: [Finding] {
    guard let share else {
      return [Finding("two cores", .unknown, "not measured: \(reason ?? "no reason is known")")]
    }
    let percent = "\(Int((share * 100).rounded())) % of one alone"
    switch share {
    case 0.85...:
      return [Finding("two cores", .ok, "two programs each compute at \(percent)")]
    case 0.6..<0.85:
      return [
        Finding(
          "two cores", .warning,
          "two programs each compute at \(percent): they share something, such as a core's "
            + "hyper-threads, a clock that slows under load, or other programs' time",
          remedy: "one rank a core (mpirun --bind-to core) on a machine that does nothing else")
      ]
    default:
      return [
        Finding(
          "two cores", .warning,
          "two programs each compute at \(percent), as if there were one core",
          remedy: "look for a quota of processor time, or for other programs (top)")
      ]
    }
  }
}
