import Engine
import Parallel

/// A measurement of exchanges, each from a common start of all ranks.
struct ExchangeMeasurement {
  let group: ProcessGroup
  let leafCount: Int
  let repeats: Int
  private let start: CommonStart

  /// The number of untimed exchanges, which touch memory and establish connections.
  private static let warmUpCount = 3

  /// Compares the ranks' clocks; collective.
  init(leafCount: Int, repeats: Int, in group: ProcessGroup) throws {
    self.group = group
    self.leafCount = leafCount
    self.repeats = repeats
    start = try CommonStart(in: group)
  }

  /// Returns the times of each kind of exchange and number of floats, in order.
  ///
  /// They are not interleaved: each would find the others' data in the caches, unlike a training
  /// step. Collective; the times are the slowest rank's of each repeat.
  func entries(
    of ways: [ExchangeWay], floatCounts: [Int], setting: String, round: Int
  ) throws -> [ExchangeEntry] {
    var entries: [ExchangeEntry] = []
    for floatCount in floatCounts {
      for way in ways where way != .barrier {
        entries.append(try measure(way, floatCount: floatCount, setting: setting, round: round))
      }
    }
    if ways.contains(.barrier) {
      entries.append(try measure(.barrier, floatCount: 0, setting: setting, round: round))
    }
    return entries
  }

  private func makeCase(_ way: ExchangeWay, floatCount: Int) throws -> any ExchangeCase {
    // A parameter space consists of whole vectors; the others use the same length.
    let count = (floatCount + 15) / 16 * 16
    return switch way {
    case .exchange(let kind):
      try StrategyCase(kind, floatCount: count, leafCount: leafCount, in: group)
    case .allReduce: AllReduceCase(floatCount: count, in: group)
    case .copy: try CopyCase(floatCount: count, in: group)
    case .barrier: BarrierCase(in: group)
    }
  }

  private func measure(
    _ way: ExchangeWay, floatCount: Int, setting: String, round: Int
  ) throws -> ExchangeEntry {
    let body = try makeCase(way, floatCount: floatCount)
    var seconds: [Double] = []
    for turn in 0..<Self.warmUpCount + repeats {
      try body.fill()
      let start = try start()
      try body.run()
      let time = MonotonicClock.seconds(since: start)
      if turn == 0 { try body.check() }
      if turn >= Self.warmUpCount { seconds.append(time) }
    }
    try body.close()
    let all = try group.allGather(seconds.map(\.bitPattern))
    let slowest = seconds.indices.map { turn in
      all.map { Double(bitPattern: $0[turn]) }.max() ?? 0
    }
    return ExchangeEntry(
      way: way.name, setting: setting, floatCount: body.floatCount,
      microseconds: slowest.map { $0 * 1e6 }, rounds: slowest.map { _ in round })
  }
}
