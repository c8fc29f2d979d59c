import FileFormats
import Foundation
import Kernels
import TestSupport
import Testing

/// What is measured is not looked at: only that all of it is there.
@Suite("bench")
struct BenchCommandTests {
  private func json(_ result: JobResult) throws -> JSON {
    try #require(result.exitCode == 0, "\(result)")
    let line = result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
    return try JSON(parsing: Array(line.utf8))
  }

  /// The MLP's arithmetic is 1,636,352 operations a sample.
  @Test(
    "step measures every turn, phase and rank",
    arguments: [World.solo, .ranks(2), .ranks(3), .ranks(4, perHost: 2)])
  func step(world: World) throws {
    try TrainingFolder.with(sampleCount: 100) { folder in
      let report = try json(
        folder.lockstep(
          [
            "bench", "step", "--data", folder.data.path, "--batch-size", "32", "--worlds", "1",
            "--repeats", "2", "--steps", "2", "--leaves", "4,8", "--json",
          ], in: world))
      #expect(report["worldSize"]?.integerValue == world.size)
      #expect(report["batchSize"]?.integerValue == 32)
      #expect(report["operationCount"]?.numberValue == 52_363_264.0)
      #expect((report["coreCount"]?.integerValue ?? 0) >= 1)
      let run = try #require(report["runs"]?[0])
      #expect(run["hosts"]?.arrayValue?.count == (world.ranksPerHost == nil ? 1 : 2))
      #expect(run["commit"]?.stringValue?.isEmpty == false)
      #expect(run["mpi"]?.stringValue?.contains("MPI") == true)
      #expect(run["load"]?["start"] != nil && run["load"]?["end"] != nil)
      let ranks = run["hosts"]?.arrayValue?.compactMap { $0["ranks"]?.integerValue } ?? []
      #expect(ranks.reduce(0, +) == world.size)
      #expect(report["command"]?["line"]?.stringValue?.contains("bench step") == true)
      let entries = try #require(report["entries"]?.arrayValue)
      #expect(entries.compactMap { $0["leaves"]?.integerValue } == [4, 8])
      for entry in entries {
        #expect(entry["milliseconds"]?.arrayValue?.count == 2)
        let phases = entry["phaseMilliseconds"]?.objectValue ?? [:]
        #expect(
          phases.keys.sorted()
            == ["backward", "forward", "gather", "meet", "publish", "update"])
        #expect(phases.values.allSatisfy { $0.arrayValue?.count == 2 }, "\(phases)")
        let waits = entry["waitingMilliseconds"]?.arrayValue ?? []
        #expect(waits.count == world.size && waits.allSatisfy { $0.arrayValue?.count == 2 })
        #expect(entry["rounds"]?.arrayValue?.compactMap(\.integerValue) == [1, 1])
        let bytes = entry["bytesOfRank"]?.arrayValue?.compactMap(\.integerValue) ?? []
        #expect(bytes.count == world.size)
        // Two blocks: half of the gradient and half of the weights, 407,056 floats, for each rank.
        if world.size == 2 { #expect(bytes.reduce(0, +) == 2 * 4 * 407_056, "\(bytes)") }
      }
    }
  }

  @Test("step takes any model and random inputs", arguments: ["mlp", "cnn", "moons", "counts"])
  func randomInputs(model: String) throws {
    let report = try json(
      Job.solo(
        "lockstep",
        [
          "bench", "step", "--model", model, "--data", "random", "--batch-size", "16",
          "--worlds", "1", "--repeats", "1", "--steps", "1", "--json",
        ]))
    #expect(report["data"]?.stringValue == "random inputs")
    #expect(report["model"]?.stringValue == model)
  }

  /// No more than what a set of processors allows is counted, and the peak is measured on it.
  @Test("step counts the processors that it may use")
  func affinity() throws {
    let lockstep = try Products.path(of: "lockstep")
    // The tests themselves may be confined: a child finds out which processors there are.
    let status = try Job.program("grep", ["Cpus_allowed_list", "/proc/self/status"])
    let first = try #require(
      status.standardOutput.split(whereSeparator: { $0.isWhitespace || ",-".contains($0) })
        .compactMap { Int($0) }.first)
    let report = try json(
      Job.program(
        "taskset",
        [
          "-c", "\(first)", lockstep, "bench", "step", "--model", "moons", "--data", "random",
          "--batch-size", "16", "--worlds", "1", "--repeats", "1", "--steps", "1", "--json",
        ]))
    #expect(report["coreCount"]?.integerValue == 1)
    #expect(report["runs"]?[0]?["hosts"]?[0]?["usable"]?.integerValue == 1)
  }

  @Test("--kernels chooses the set, in this process and in those that it starts")
  func kernelSet() throws {
    let set = try #require(InstructionSet.supported.first).rawValue
    let reports = try json(
      Job.solo(
        "lockstep",
        [
          "bench", "step", "--kernels", set, "--model", "moons", "--data", "random",
          "--batch-size", "16", "--worlds", "1,2", "--rounds", "1", "--repeats", "1", "--steps",
          "1", "--json",
        ]))
    for index in 0..<2 {
      let run = reports[index]?["runs"]?[0]
      #expect(run?["hosts"]?[0]?["machine"]?["kernels"]?.stringValue == set)
      #expect(run?["command"]?.stringValue?.contains("--kernels \(set)") == true)
    }
    #expect(reports[1]?["runs"]?[0]?["command"]?.stringValue?.contains("mpirun") == true)
  }

  @Test("--csv prints a row for each figure")
  func csv() throws {
    let result = try Job.solo(
      "lockstep",
      [
        "bench", "step", "--model", "moons", "--data", "random", "--batch-size", "16", "--leaves",
        "1,2", "--worlds", "1", "--repeats", "2", "--steps", "1", "--csv",
      ])
    #expect(result.exitCode == 0, "\(result)")
    let lines = result.standardOutput.split(separator: "\n")
    #expect(lines.count == 3, "\(result)")
    #expect(lines[0].hasPrefix("model,data,batch,ranks,hosts,cores,exchange,leaves,milliseconds,"))
    #expect(lines[1].hasPrefix("moons,random inputs,16,1,1,"))
  }

  @Test("step prints a table of several world sizes")
  func stepTable() throws {
    try TrainingFolder.with(sampleCount: 100) { folder in
      let result = try folder.lockstep([
        "bench", "step", "--data", folder.data.path, "--batch-size", "32", "--worlds", "1,2",
        "--rounds", "2", "--repeats", "1", "--steps", "1",
      ])
      #expect(result.exitCode == 0, "\(result)")
      let lines = result.standardOutput.split(separator: "\n").map(String.init)
      try #require(lines.count >= 6, "\(result)")
      let titles = lines[0].split(separator: " ").joined(separator: " ")
      #expect(titles.hasPrefix("ranks leaves ms/step 95 % interval minimum p99 maximum repeats"))
      // Two turns have no interval: a difference is noise.
      #expect(lines[1].split(separator: " ").prefix(2) == ["1", "8"])
      #expect(lines[2].split(separator: " ").prefix(2) == ["2", "8"])
      #expect(
        lines.contains("~ is noise: an interval is wider than the difference, or there is none."))
    }
  }

  @Test("exchange checks the sums and times every way and setting")
  func exchange() throws {
    let reports = try json(
      Job.solo(
        "lockstep",
        [
          "bench", "exchange", "--worlds", "2", "--sizes", "1000,moons", "--rounds", "1",
          "--repeats", "2", "--json",
        ], timeout: .seconds(120)))
    let entries = try #require(reports[0]?["entries"]?.arrayValue)
    let ways = Set(entries.compactMap { $0["way"]?.stringValue })
    #expect(ways == ["shared", "ordered", "mpi", "copy", "barrier", "MPI_Allreduce"])
    let settings = Set(
      entries.filter { $0["way"]?.stringValue == "MPI_Allreduce" }
        .compactMap { $0["setting"]?.stringValue })
    #expect(settings.count >= 4, "\(settings)")
    #expect(Set(entries.compactMap { $0["floats"]?.integerValue }) == [0, 1_008, 1_200])
    #expect(entries.allSatisfy { $0["microseconds"]?.arrayValue?.count == 2 })
  }

  @Test(
    "exchange adds up on any number of ranks and hosts",
    arguments: [World.ranks(3), .ranks(5), .ranks(4, perHost: 2)])
  func exchangeWorlds(world: World) throws {
    let result = try Job.mpirun(
      world.size, "lockstep",
      ["bench", "exchange", "--sizes", "5000", "--repeats", "1", "--json"],
      environment: world.ranksPerHost.map { ["LOCKSTEP_RANKS_PER_HOST": "\($0)"] } ?? [:],
      options: ["--oversubscribe", "--bind-to", "none"])
    let report = try json(result)
    #expect(report["worldSize"]?.integerValue == world.size)
    #expect(report["hostCount"]?.integerValue == (world.ranksPerHost == nil ? 1 : 2))
  }

  @Test("kernels has a row for each kernel and shape, with a bound")
  func kernels() throws {
    let report = try json(
      Job.solo(
        "lockstep",
        ["bench", "kernels", "--models", "cnn", "--batch-size", "8", "--repeats", "1", "--json"]))
    let kernels = try #require(report["kernels"]?.arrayValue)
    let names = Set(kernels.compactMap { $0["name"]?.stringValue })
    for name in [
      "matmul", "input gradient", "weight gradient, 8 leaves", "convolution",
      "filter gradient, 8 leaves", "convolution's input gradient", "max pooling",
      "max pooling's gradient", "softmax and loss, one-hot labels", "Adam", "SGD",
      "largest magnitude", "tree sum of 2", "tree sum of 4", "gather",
    ] {
      #expect(names.contains(name), "\(names)")
    }
    #expect(kernels.allSatisfy { ($0["boundMicroseconds"]?.numberValue ?? 0) > 0 })
    #expect((report["levels"]?.arrayValue?.count ?? 0) >= 2)
    #expect((report["peakGigaflops"]?.numberValue ?? 0) > 0)
  }

  @Test("scaling writes a table, JSON and a picture")
  func scaling() throws {
    try withTemporaryDirectory { folder in
      let (json, svg) = (folder.appending(path: "s.json"), folder.appending(path: "s.svg"))
      let csv = folder.appending(path: "s.csv")
      let result = try Job.solo(
        "lockstep",
        [
          "bench", "scaling", "--models", "moons", "--batches", "32", "--batches-per-rank", "16",
          "--worlds", "2", "--rounds", "1", "--repeats", "6", "--steps", "1", "--json", json.path,
          "--svg", svg.path, "--csv", csv.path,
        ])
      #expect(result.exitCode == 0, "\(result)")
      #expect(
        result.standardOutput.hasPrefix("moons, strong scaling, batch 32\nranks"), "\(result)")
      let points = try JSON(contentsOfFile: json.path)["points"]?.arrayValue ?? []
      #expect(points.compactMap { $0["worldSize"]?.integerValue } == [1, 2, 1, 2])
      #expect(points.compactMap { $0["batchSize"]?.integerValue } == [32, 32, 16, 32])
      #expect(try String(contentsOf: svg, encoding: .utf8).hasPrefix("<svg "))
      let rows = try String(contentsOf: csv, encoding: .utf8).split(separator: "\n")
      #expect(rows.count == 5 && rows[0].hasPrefix("scaling,series,speedUp,"), "\(rows)")
    }
  }

  @Test(
    "refuses invalid options, and names them",
    arguments: [
      (["step", "--kernels", "v9"], "--kernels is v9; expected"),
      (["scaling", "--kernels", ""], "--kernels is ; expected"),
      (["step", "--json", "--csv"], "--json and --csv: expected one of them"),
      (["step", "--worlds", "0"], "--worlds is 0; expected numbers from 1 to 1024"),
      (["step", "--worlds", "1,,2"], "--worlds is 1,,2"),
      (["step", "--worlds", "1025"], "--worlds is 1025"),
      (["step", "--worlds", "4", "--leaves", "1,2"], "4 ranks for 2 leaves"),
      (["step", "--leaves", "3"], "leaf count is 3; expected a power of two from 1 to 1024"),
      (["step", "--leaves", "8,"], "--leaves is 8,"),
      (["step", "--batch-size", "0"], "--batch-size is 0; expected a number from 1 to 1048576"),
      (["step", "--rounds", "0"], "--rounds is 0; expected a number from 1 to 1000000"),
      (["step", "--repeats", "1000001"], "--repeats is 1000001"),
      (["step", "--steps=-1"], "--steps is -1"),
      (["step", "--exchange", "pigeon"], "exchange pigeon: expected auto, shared, ordered or mpi"),
      (["exchange", "--worlds", "1"], "--worlds is 1; expected at least 2 ranks"),
      (["exchange", "--worlds", "16"], "16 ranks for 8 leaves"),
      (["exchange", "--sizes", "0"], "--sizes is 0; expected numbers from 1 to 1073741824"),
      (["exchange", "--sizes", "mlq"], "--sizes is mlq"),
      (["exchange", "--leaves", "0"], "leaf count is 0"),
      (["exchange", "--repeats", "0"], "--repeats is 0"),
      (["exchange", "--rounds", "0"], "--rounds is 0"),
      (["kernels", "--repeats", "0"], "--repeats is 0"),
      (["kernels", "--batch-size", "0"], "--batch-size is 0"),
      (["kernels", "--leaves", "6"], "leaf count is 6"),
      (["kernels", "--only", "nothing"], "--only is nothing"),
      (["kernels", "--models", "mlq"], "--model is mlq"),
      (["scaling", "--batches", "x"], "--batches is x"),
      (["scaling", "--steps", "0"], "--steps is 0"),
      (["scaling", "--rounds", "0"], "--rounds is 0"),
      (["scaling", "--exchange", "pigeon"], "exchange pigeon"),
      (["scaling", "--batches", "none", "--batches-per-rank", "0"], "--batches-per-rank is 0"),
      (
        ["scaling", "--batches-per-rank", "1048576", "--worlds", "2"],
        "--batches-per-rank is 1048576; expected at most 1048576 samples"
      ),
      (["scaling", "--models", "mlq"], "--model is mlq"),
    ])
  func errors(arguments: [String], message: String) throws {
    let result = try Job.solo("lockstep", ["bench"] + arguments)
    #expect(result.exitCode == 64, "\(result)")
    expectOneErrorLine(result, containing: [message])
  }
}
