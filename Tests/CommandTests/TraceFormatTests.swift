import FileFormats
import Foundation
import TestSupport
import Testing

/// The file of `--trace`, by the rules of the published format (Duca and Sinclair, "Trace Event
/// Format", 2016) and those by which Perfetto's importer keeps a slice.
@Suite("the file of train --trace")
struct TraceFormatTests {
  /// A slice of a thread's track, in nanoseconds.
  private struct Slice {
    let pid: Int
    let tid: Int
    let name: String
    let start: Int
    let end: Int
  }

  /// The keys that an event of a kind has, and of them those that it needs.
  private static let keys: [String: (all: Set<String>, needed: Set<String>)] = [
    "X": (
      ["ph", "name", "cat", "ts", "dur", "pid", "tid", "args"],
      ["ph", "name", "cat", "ts", "dur", "pid", "tid"]
    ),
    "M": (["ph", "name", "pid", "tid", "args"], ["ph", "name", "pid", "args"]),
  ]

  /// Microseconds as whole nanoseconds; nil for a number that is none.
  private func nanoseconds(_ json: JSON?) -> Int? {
    guard let value = json?.numberValue, value >= 0 else { return nil }
    let rounded = (value * 1_000).rounded()
    return abs(value * 1_000 - rounded) < 1e-3 ? Int(exactly: rounded) : nil
  }

  private func slices(_ bytes: [UInt8]) throws -> [Slice] {
    let trace = try JSON(parsing: bytes[...])
    // Perfetto reads the events one by one, from the key that begins the file.
    #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("{\"traceEvents\":["))
    #expect(trace["displayTimeUnit"] == "ms")
    let events = try #require(trace["traceEvents"]?.arrayValue)
    var slices: [Slice] = []
    var names: [String: Set<[Int]>] = [:]
    for event in events {
      let fields = try #require(event.objectValue, "\(event)")
      let kind = try #require(fields["ph"]?.stringValue, "\(event)")
      let keys = try #require(Self.keys[kind], "\(event)")
      let found = Set(fields.keys)
      #expect(found.isSubset(of: keys.all) && found.isSuperset(of: keys.needed), "\(event)")
      let name = try #require(fields["name"]?.stringValue, "\(event)")
      let pid = try #require(fields["pid"]?.integerValue, "\(event)")
      #expect(Int32(exactly: pid).map { $0 >= 0 } == true && !name.isEmpty, "\(event)")
      if let args = fields["args"] { #expect(args.objectValue != nil, "\(event)") }
      guard kind == "X" else {
        switch name {
        case "process_name": #expect(fields["args"]?["name"]?.stringValue != nil, "\(event)")
        case "process_sort_index":
          #expect(fields["args"]?["sort_index"]?.integerValue != nil, "\(event)")
          continue
        case "thread_name": #expect(fields["args"]?["name"]?.stringValue != nil, "\(event)")
        default: Issue.record("\(event)")
        }
        let tid = name == "thread_name" ? fields["tid"]?.integerValue : 0
        names[name, default: []].insert([pid, try #require(tid, "\(event)")])
        continue
      }
      let tid = try #require(fields["tid"]?.integerValue, "\(event)")
      let start = try #require(nanoseconds(fields["ts"]), "\(event)")
      let duration = try #require(nanoseconds(fields["dur"]), "\(event)")
      #expect(fields["cat"]?.stringValue?.isEmpty == false, "\(event)")
      slices.append(Slice(pid: pid, tid: tid, name: name, start: start, end: start + duration))
    }
    #expect(names["process_name"] == Set(slices.map { [$0.pid, 0] }))
    #expect(names["thread_name"] == Set(slices.map { [$0.pid, $0.tid] }))
    return slices
  }

  /// Expects that the slices of each thread lie one within another or apart, to the nanosecond:
  /// others are dropped.
  private func expectNested(_ slices: [Slice]) {
    for thread in Set(slices.map { [$0.pid, $0.tid] }) {
      var open: [Slice] = []
      let own = slices.filter { [$0.pid, $0.tid] == thread }
      for slice in own.sorted(by: { ($0.start, $1.end) < ($1.start, $0.end) }) {
        while let last = open.last, last.end <= slice.start { open.removeLast() }
        if let last = open.last { #expect(slice.end <= last.end, "\(slice) in \(last)") }
        open.append(slice)
      }
    }
  }

  /// The query of the page on traces, over tables with Perfetto's names and columns.
  private func query(_ trace: String, in folder: URL) throws -> [Int: Double] {
    let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
      .appending(path: "Sources/Lockstep/Lockstep.docc/TimesAndTraces.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let sql = try #require(text.firstMatch(of: /```sql\n([^`]*)```/)).output.1
    let script = """
      import json, sqlite3, sys
      with open(sys.argv[1]) as file: events = json.load(file)["traceEvents"]
      base = sqlite3.connect(":memory:")
      base.executescript('''
        create table process(upid integer primary key, pid int, name text);
        create table thread(utid integer primary key, upid int, tid int, name text);
        create table thread_track(id integer primary key, utid int);
        create table slice(id integer primary key, ts int, dur int, track_id int, category text,
          name text, arg_set_id int);
      ''')
      ids = {"process": {}, "thread": {}}
      for event in events:
        pid, tid = event["pid"], event.get("tid", 0)
        upid = ids["process"].setdefault(pid, len(ids["process"]))
        utid = ids["thread"].setdefault((pid, tid), len(ids["thread"]))
        if event["ph"] != "X": continue
        base.execute("insert into slice(ts, dur, track_id, category, name) values (?, ?, ?, ?, ?)",
          (round(event["ts"] * 1000), round(event["dur"] * 1000), utid + 100, event["cat"],
           event["name"]))
      for pid, upid in ids["process"].items():
        base.execute("insert into process(upid, pid) values (?, ?)", (upid, pid))
      for (pid, tid), utid in ids["thread"].items():
        base.execute("insert into thread(utid, upid, tid) values (?, ?, ?)",
          (utid, ids["process"][pid], tid))
        base.execute("insert into thread_track values (?, ?)", (utid + 100, utid))
      for row in base.execute(sys.argv[2]): print(*row)
      """
    let result = try Job.program(
      "python3", ["-c", script, trace, String(sql)], directory: folder)
    try #require(result.exitCode == 0, "\(result)")
    let rows = result.standardOutput.split(separator: "\n").map { $0.split(separator: " ") }
    return Dictionary(
      uniqueKeysWithValues: try rows.map { row in
        (try #require(Int(row[0])), try #require(Double(row[1])))
      })
  }

  @Test(
    "keeps the format's rules, and answers what each rank waited longest",
    .enabled(if: (try? Products.path(ofProgram: "python3")) != nil, "needs python3"))
  func longestWaits() throws {
    try TrainingFolder.with(sampleCount: 320) { folder in
      for (world, name) in [(World.ranks(3), "host"), (.ranks(4, perHost: 2), "hosts")] {
        try folder.train(
          [
            "--batch-size", "64", "--epochs", "2", "--validate", "--trace", folder.path(name),
            "--inject", "slow:rank=1,step=5,ms=1000,at=forward",
          ], in: world, run: "run-\(name)")
        let slices = try slices(Array(Data(contentsOf: folder.url.appending(path: name))))
        #expect(Set(slices.map(\.pid)) == Set(0..<world.size))
        expectNested(slices)
        let found = try query(name, in: folder.url)
        #expect(found.count == world.size)
        for rank in 0..<world.size {
          let waits = slices.filter { $0.pid == rank && $0.name == "wait" }
            .map { $0.end - $0.start }
          let longest = Double(try #require(waits.max())) / 1e6
          #expect(abs(longest - (found[rank] ?? -1)) < 1e-6, "rank \(rank)")
          if rank != 1 { #expect(longest > 250, "rank \(rank)") }
        }
      }
    }
  }
}
