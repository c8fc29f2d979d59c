import Testing

@testable import Training

@Suite("verdict on the times of a run")
struct TimesVerdictTests {
  /// Times of a rank in milliseconds: each part's work, and the waits in `meet`.
  private func rank(
    between: UInt64 = 0, gather: UInt64 = 0, forward: UInt64 = 0, backward: UInt64 = 0,
    update: UInt64 = 0, exchange: UInt64 = 0, validation: UInt64 = 0, checkpoint: UInt64 = 0,
    waiting: UInt64 = 0
  ) -> RankTimes {
    let work = [
      between, gather, forward, backward, exchange, update, 0, validation, checkpoint,
    ]
    let waits: [UInt64] = [0, 0, 0, 0, waiting, 0, 0, 0, 0]
    return RankTimes((work + waits).map { $0 * 1_000_000 })
  }

  private func usual(waiting: UInt64 = 0) -> RankTimes {
    rank(gather: 10, forward: 100, backward: 200, update: 50, waiting: waiting)
  }

  @Test("names the part in which a rank is slow", arguments: [2, 3, 8])
  func slowParts(rankCount: Int) {
    for (part, slow) in [
      (StepClock.Part.between, rank(between: 90, gather: 10, forward: 100, backward: 200)),
      (.gather, rank(gather: 100, forward: 100, backward: 200, update: 50)),
      (.forward, rank(gather: 10, forward: 190, backward: 200, update: 50)),
      (.backward, rank(gather: 10, forward: 100, backward: 290, update: 50)),
      (.update, rank(gather: 10, forward: 100, backward: 200, update: 140)),
      (.validation, rank(gather: 10, forward: 100, backward: 200, validation: 90)),
      (.checkpoint, rank(gather: 10, forward: 100, backward: 200, checkpoint: 90)),
    ] {
      for index in 0..<rankCount {
        var ranks = [RankTimes](repeating: usual(waiting: 90), count: rankCount)
        ranks[index] = slow
        let holder = TimesVerdict(ranks, stepCount: 100).holder
        #expect(holder?.rank == index, "\(part)")
        #expect(holder?.part == part)
        let excess = (holder?.seconds ?? 0) - (holder?.usualSeconds ?? 0)
        #expect(abs(excess - 0.9e-3) < 1e-9, "\(part): \(excess)")
      }
    }
  }

  @Test func namesNobodyWithoutReason() {
    let even = [RankTimes](repeating: usual(waiting: 4), count: 4)
    #expect(TimesVerdict(even, stepCount: 100).holder == nil)
    // As slow in one part as it is fast in another: nobody waits for it.
    let other = rank(gather: 10, forward: 190, backward: 110, update: 50, waiting: 4)
    #expect(TimesVerdict(even + [other], stepCount: 100).holder == nil)
    #expect(TimesVerdict([usual()], stepCount: 100).holder == nil, "alone")
  }

  @Test func saysHowTheTimeIsDivided() {
    let verdict = TimesVerdict(
      [usual(waiting: 40), rank(gather: 10, forward: 140, backward: 200, update: 50)],
      stepCount: 10)
    #expect(
      verdict.lines == [
        "Of 40 ms a step: backward 50 %, forward 30 %, update 12 %, waiting 5.0 %, gather 2.5 %, "
          + "between steps 0.0 %, exchange 0.0 %.",
        "Rank 1 holds the others up: 14 ms a step in the forward pass, where others take 10 ms. "
          + "Its core is slower, or shared: look at top there, and at mpirun's --report-bindings.",
      ])
    #expect(
      TimesVerdict([usual()], stepCount: 1).lines == [
        "Of 360 ms a step: backward 56 %, forward 28 %, update 14 %, gather 2.8 %, "
          + "between steps 0.0 %."
      ])
  }

  @Test("leaves nothing out: the shares of a rank alone add up")
  func sharesAddUp() throws {
    let times = rank(
      between: 10, gather: 10, forward: 30, backward: 20, update: 10, exchange: 5, validation: 10,
      checkpoint: 5)
    let line = try #require(TimesVerdict([times], stepCount: 1).lines.first)
    let shares = line.matches(of: /([0-9.]+) %/).compactMap { Double($0.1) }
    #expect(shares.reduce(0, +) == 100, "\(line)")
    #expect(line.contains("exchange 5.0 %") && line.contains("checkpoints 5.0 %"), "\(line)")
  }

  @Test func saysWhatWouldHelp() {
    func lines(_ ranks: [RankTimes]) -> [String] {
      Array(TimesVerdict(ranks, stepCount: 10).lines.dropFirst())
    }
    let crowded = [RankTimes](repeating: usual(waiting: 200), count: 4)
    #expect(lines(crowded).count == 2)
    #expect(lines(crowded).last?.contains("no more of them than there are cores") == true)
    let small = [RankTimes](repeating: rank(forward: 10, exchange: 10), count: 2)
    #expect(lines(small).last == "Larger batches exchange less often.")
    let busy = [RankTimes](repeating: rank(between: 30, forward: 10), count: 1)
    #expect(lines(busy).last?.contains("Callbacks") == true)
    let held = [RankTimes](repeating: rank(forward: 10, checkpoint: 30), count: 1)
    #expect(lines(held).last?.contains("checkpoints") == true)
    #expect(TimesVerdict([], stepCount: 0).lines == ["No step was completed."])
  }
}
