import Testing

/// How many processes a run has, and on how many hosts they are taken to be.
struct World: Sendable, CustomTestStringConvertible {
  /// The number of ranks, or nil for one process without mpirun.
  let rankCount: Int?
  /// Consecutive ranks that pass for a host, or nil for the truth.
  let ranksPerHost: Int?

  private init(rankCount: Int?, ranksPerHost: Int?) {
    self.rankCount = rankCount
    self.ranksPerHost = ranksPerHost
  }

  /// One process without mpirun.
  static let solo = World(rankCount: nil, ranksPerHost: nil)

  /// So many ranks.
  static func ranks(_ count: Int, perHost: Int? = nil) -> World {
    World(rankCount: count, ranksPerHost: perHost)
  }

  var testDescription: String {
    guard let rankCount else { return "solo" }
    return "\(rankCount) ranks" + (ranksPerHost.map { ", \($0) a host" } ?? "")
  }

  /// The number of processes.
  var size: Int { rankCount ?? 1 }
}
