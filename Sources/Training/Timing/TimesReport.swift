import Foundation

/// A callback that prints where each rank's time goes, after each epoch, and what it means, after
/// the training, also where that ends early.
final class TimesReport: LoopTimesReporter {
  private let printsEpochs: Bool
  private let write: (String) -> Void
  private var ranks: [RankTimes] = []
  private var stepCount = 0

  /// Creates a report.
  ///
  /// - Parameters:
  ///   - printsEpochs: Whether each epoch's times are printed too.
  ///   - write: Prints a line.
  init(
    printsEpochs: Bool,
    _ write: @escaping (String) -> Void = { Terminal.standardOutput.write($0 + "\n") }
  ) {
    self.printsEpochs = printsEpochs
    self.write = write
  }

  func epochEnded(_ report: EpochReport, of run: RunContext) {
    guard let times = report.times else { return }
    add(times, stepCount: report.stepCount)
    if printsEpochs { write(times) }
  }

  func loopEnded(_ times: EpochTimes, stepCount: Int) {
    add(times, stepCount: stepCount)
    TimesVerdict(ranks, stepCount: self.stepCount).lines.forEach(write)
  }

  private func add(_ times: EpochTimes, stepCount: Int) {
    if ranks.isEmpty {
      ranks = times.ranks
    } else {
      for rank in ranks.indices { ranks[rank].add(times.ranks[rank]) }
    }
    self.stepCount += stepCount
  }

  private func write(_ report: EpochTimes) {
    for (rank, times) in report.ranks.enumerated() {
      var parts = [("compute", times.compute), ("between steps", times.between)]
      if report.ranks.count > 1 { parts.append(("waiting", times.waiting)) }
      parts.append(("exchange", times.exchange))
      parts += [("validation", times.validation), ("checkpoints", times.checkpoint)].filter {
        $0.1 > 0
      }
      write("rank \(rank): " + parts.map { "\($0) \(Self.text($1))" }.joined(separator: ", "))
    }
    guard let slowest = report.slowest else { return }
    let holder =
      report.ranks.count == 1
      ? "" : ", of which rank \(slowest.rank) worked \(Self.text(slowest.ownSeconds))"
    write("slowest step: \(slowest.number), \(Self.text(slowest.seconds))" + holder)
  }

  private static func text(_ seconds: Double) -> String {
    seconds < 1
      ? String(format: "%.4g ms", seconds * 1e3) : String(format: "%.4g s", seconds)
  }
}
