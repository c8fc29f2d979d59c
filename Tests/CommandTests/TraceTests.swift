import FileFormats
import Foundation
import TestSupport
import Testing

/// The trace and the times of a run.
@Suite("train --trace and --times")
struct TraceTests {
  /// Five steps an epoch.
  private static let sampleCount = 320
  private static let run = ["--batch-size", "64", "--epochs", "2"]
  private static let stepCount = 10

  /// An event of a trace, in microseconds.
  private struct Event {
    let name: String
    let category: String
    let rank: Int
    let thread: Int
    let step: Int?
    let start: Double
    let end: Double

    init?(_ json: JSON) {
      guard json["ph"] == "X", let name = json["name"]?.stringValue,
        let category = json["cat"]?.stringValue, let rank = json["pid"]?.integerValue,
        let thread = json["tid"]?.integerValue, let start = json["ts"]?.numberValue,
        let duration = json["dur"]?.numberValue
      else { return nil }
      (self.name, self.category, self.rank, self.thread) = (name, category, rank, thread)
      step = json["args"]?["step"]?.integerValue
      (self.start, end) = (start, start + duration)
    }
  }

  private func events(_ folder: TrainingFolder, _ name: String) throws -> [Event] {
    let bytes = Array(try Data(contentsOf: folder.url.appending(path: name)))
    let trace = try JSON(parsing: bytes)
    let list = try #require(trace["traceEvents"]?.arrayValue)
    let events = list.compactMap(Event.init)
    #expect(list.allSatisfy { $0["ph"] == "X" || $0["ph"] == "M" })
    #expect(trace["otherData"]?["droppedSpans"]?.arrayValue?.allSatisfy { $0 == 0 } == true)
    return events
  }

  @Test(
    "has each rank's phases, layers, waits and messages, one within another",
    arguments: [World.solo, .ranks(3), .ranks(4, perHost: 2)])
  func contents(world: World) throws {
    try TrainingFolder.with(sampleCount: Self.sampleCount) { folder in
      try folder.train(
        Self.run + ["--trace", folder.path("trace.json"), "--validate"], in: world)
      let events = try events(folder, "trace.json")
      #expect(Set(events.map(\.rank)) == Set(0..<world.size))
      for rank in 0..<world.size {
        let own = events.filter { $0.rank == rank && $0.thread == 0 }
        for step in 1...Self.stepCount {
          let parts = own.filter { $0.step == step && $0.category == "phase" }
          #expect(
            parts.map(\.name) == [
              "between steps", "gather", "forward", "backward", "meet", "update", "publish",
            ], "rank \(rank), step \(step)")
          for (earlier, later) in zip(parts, parts.dropFirst()) {
            #expect(abs(earlier.end - later.start) < 0.01, "\(later.name) of step \(step)")
          }
          for (category, phase) in [("forward", 2), ("backward", 3)] {
            let layers = own.filter { $0.step == step && $0.category == category }
            #expect(Set(layers.map(\.name)) == ["dense", "dense_1"], "\(category)")
            for layer in layers where parts.count == 7 {
              #expect(
                layer.start >= parts[phase].start && layer.end <= parts[phase].end,
                "\(layer.name)'s \(category) pass of step \(step)")
            }
          }
        }
        // One within another, as calls are.
        var open: [Event] = []
        for event in own.sorted(by: { ($0.start, $1.end) < ($1.start, $0.end) }) {
          while let last = open.last, last.end <= event.start + 0.001 { open.removeLast() }
          if let last = open.last {
            #expect(event.end <= last.end + 0.001, "\(event) is not within \(last)")
          }
          open.append(event)
        }
        #expect(own.contains { $0.category == "wait" } == (world.size > 1))
        #expect(own.filter { $0.name == "evaluation" }.count == 2)
        #expect(own.contains { $0.name == "copy for a checkpoint" })
        let hasMessages = world.ranksPerHost != nil
        for name in ["send gradient to rank", "sum gradient", "send weights to rank"] {
          #expect(own.contains { $0.name.hasPrefix(name) } == hasMessages, "\(name)")
        }
      }
      let writes = events.filter { $0.thread == 1 }
      #expect(Set(writes.map(\.rank)) == [0])
      #expect(
        Set(writes.map(\.name)) == ["write", "sync and rename", "sync folder", "read back"])
    }
  }

  /// The ranks' clocks are one: nobody meets the others before the last has arrived.
  @Test("puts all ranks on one clock, and changes no bit")
  func clocks() throws {
    try TrainingFolder.with(sampleCount: Self.sampleCount) { folder in
      try folder.train(Self.run, run: "plain")
      try folder.train(
        Self.run + [
          "--trace", folder.path("trace.json"), "--trace-steps", "4-6", "--inject",
          "slow:rank=1,step=5,ms=500,at=backward",
        ], in: .ranks(3), run: "traced")
      #expect(try folder.newest(run: "traced") == folder.newest(run: "plain"))
      let events = try events(folder, "trace.json")
      #expect(Set(events.compactMap(\.step).filter { $0 <= 10 }).isSuperset(of: [4, 5, 6]))
      #expect(Set(events.filter { $0.category == "phase" }.map(\.step)) == [4, 5, 6])
      for step in 4...6 {
        func ends(_ name: String) -> [Double] {
          events.filter { $0.step == step && $0.name == name }.map(\.end)
        }
        let arrivals = ends("backward")
        let departures = ends("meet")
        try #require(arrivals.count == 3 && departures.count == 3)
        #expect((arrivals.max() ?? 0) <= (departures.min() ?? 0), "step \(step)")
      }
      let longest = (0..<3).map { rank in
        events.filter { $0.rank == rank && $0.category == "wait" && $0.step == 5 }
          .map { $0.end - $0.start }.max() ?? 0
      }
      #expect(longest[0] > 400_000 && longest[2] > 400_000, "\(longest)")
      #expect(longest[1] < 400_000, "\(longest)")
    }
  }

  @Test(
    "say which rank is slow, and in which part of a step",
    arguments: [
      ("", "between steps"), (",at=gather", "copying samples"),
      (",at=forward", "in the forward pass"), (",at=backward", "in the backward pass"),
      (",at=update", "in the update"),
    ])
  func verdict(place: String, phrase: String) throws {
    try TrainingFolder.with(sampleCount: Self.sampleCount) { folder in
      let result = try folder.train(
        Self.run + [
          "--times", "--log", folder.path("log"), "--inject",
          "slow:rank=1,step=4,steps=4,ms=250\(place)",
        ], in: .ranks(3))
      let lines = result.standardOutput.split(separator: "\n")
      #expect(
        lines.contains { $0.hasPrefix("Rank 1 holds the others up: ") && $0.contains(phrase) },
        "\(result)")
      #expect(lines.filter { $0.hasPrefix("rank 2: compute ") }.count == 2, "\(result)")
      #expect(lines.filter { $0.hasPrefix("slowest step: ") }.count == 2, "\(result)")
      let epochs = try folder.lines("log").map { try JSON(parsing: Array($0.utf8)) }
        .filter { $0["epoch"] != nil }
      for epoch in epochs {
        #expect(epoch["slowestStep"]?["rank"] == 1, "\(epoch)")
        let ranks = try #require(epoch["ranks"]?.arrayValue)
        let waits = ranks.compactMap { $0["waitingSeconds"]?.numberValue }
        try #require(waits.count == 3)
        #expect(waits[1] < min(waits[0], waits[2]), "\(epoch)")
      }
    }
  }

  @Test("leave the last trace where a run is killed, and say at a run's early end what it means")
  func earlyEnds() throws {
    try TrainingFolder.with(sampleCount: Self.sampleCount) { folder in
      let trace = ["--trace", folder.path("trace.json")]
      try folder.train(Self.run + trace)
      let before = try Data(contentsOf: folder.url.appending(path: "trace.json"))
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
      let killed = try folder.attempt(
        Self.run + trace + ["--inject", "kill:rank=0,step=3"], run: "killed")
      #expect(killed.exitCode != 0, "\(killed)")
      #expect(try Data(contentsOf: folder.url.appending(path: "trace.json")) == before)
      let ended = try folder.attempt(
        Self.run + ["--times", "--inject", "term:rank=0,step=3"], run: "ended")
      #expect(ended.exitCode == 75, "\(ended)")
      #expect(
        ended.standardOutput.split(separator: "\n").contains { $0.hasPrefix("Of ") }, "\(ended)")
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
      #expect(Set(left) == Set(names + ["killed", "ended"]), "\(left)")
    }
  }

  @Test func areRefusedWhereTheyMeanNothing() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      for (arguments, exitCode, words) in [
        (["--trace-steps", "1-2"], 64, ["--trace"]),
        (["--trace", "t", "--trace-steps", "2-1"], 64, ["2-1", "--trace-steps"]),
        (["--trace", "t", "--trace-steps", "0-5"], 64, ["0-5"]),
        (["--trace", "t", "--log", "t"], 64, ["another file"]),
        (["--trace", "nowhere/t"], 73, ["nowhere/t"]),
        (["--inject", "slow:rank=0,step=1,ms=1,at=lunch"], 64, ["lunch", "forward"]),
        (["--inject", "slow:rank=0,step=1,ms=1,steps=0"], 64, ["steps"]),
      ] as [([String], Int32, [String])] {
        let result = try folder.attempt(arguments)
        #expect(result.exitCode == exitCode, "\(arguments): \(result)")
        expectOneErrorLine(result, containing: words)
      }
    }
  }
}
