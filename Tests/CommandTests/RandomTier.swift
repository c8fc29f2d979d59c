import Foundation

/// How many random cases a suite takes, and from which seed: more of them with
/// `scripts/test --hard`.
enum RandomTier {
  /// The number of cases: `LOCKSTEP_RANDOM_RUNS`, or the usual one.
  static func count(default usual: Int) -> Int {
    variable("LOCKSTEP_RANDOM_RUNS") ?? usual
  }

  /// Whether many cases were asked for.
  static var isHard: Bool { count(default: 0) > 0 }

  /// The seed: `LOCKSTEP_RANDOM_SEED`, or 1.
  static var seed: UInt64 { UInt64(variable("LOCKSTEP_RANDOM_SEED") ?? 1) }

  private static func variable(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
  }
}
