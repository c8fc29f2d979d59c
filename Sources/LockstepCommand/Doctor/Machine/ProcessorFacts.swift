import Launcher

/// How many processors this process may use, and how many ranks are to share them.
struct ProcessorFacts: Codable, Equatable, Sendable {
  /// The ranks on this host.
  var ranks = 1
  /// The processors that the host has.
  var online = 1
  /// The processors that this process may run on; nil where the system does not tell.
  var allowed: Int?
  /// The processors' time that the control group grants, in processors; nil without a limit.
  var quota: Double?
  /// The cores, which mpirun counts as slots.
  var cores = 1
}

extension ProcessorFacts {
  var findings: [Finding] {
    let usable = allowed ?? online
    let granted = min(Double(usable), quota ?? .infinity)
    let quotaText = quota.map { ", of which the control group grants the time of \(Self.text($0))" }
    let found =
      "\(usable) of \(online) usable" + (allowed == nil ? " (affinity unknown)" : "")
      + (quotaText ?? "")
    guard Double(ranks) <= granted else {
      return [
        Finding(
          "processors", .warning,
          "\(found); \(ranks) ranks take turns on them, and each step waits for the last",
          remedy: "start at most \(max(1, Int(granted)).rankText), or give the job more processors")
      ]
    }
    if ranks > cores {
      return [
        Finding(
          "processors", .warning,
          "\(found); mpirun counts \(cores) cores as slots and refuses \(ranks) ranks",
          remedy: "mpirun --use-hwthread-cpus, as lockstep launch does by itself")
      ]
    }
    if let quota, quota < Double(usable) {
      return [
        Finding(
          "processors", .warning, "\(found): ranks that wait use it up too",
          remedy: "give the container whole processors (docker run --cpuset-cpus)")
      ]
    }
    return [Finding("processors", .ok, "\(found), for \(ranks.rankText)")]
  }

  private static func text(_ number: Double) -> String {
    number == number.rounded() ? "\(Int(number))" : "\((number * 100).rounded() / 100)"
  }
}
