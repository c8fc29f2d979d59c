import FileFormats
import Foundation
import Testing

@testable import Benchmarks

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Speed-ups, tables and pictures of reports that were never measured.
@Suite("bench scaling's report")
struct ScalingReportTests {
  private static let plan = ScalingPlan(
    models: ["mlp", "a<b"], strong: [128], weak: [64], worldSizes: [2, 4], leafCount: 8)

  /// One entry of six equal times for each leaf count.
  private static func report(
    _ run: ScalingPlan.Run, _ milliseconds: [(leaves: Int, time: Double)], spread: Double = 0,
    hostCount: Int = 1, repeats: Int = 6
  ) -> StepReport {
    StepReport(
      StepReport.Setting(
        worldSize: run.worldSize, hostCount: hostCount, coreCount: 2, batchSize: run.batchSize,
        model: run.model, data: "MNIST", exchange: hostCount == 1 ? "shared" : "ordered",
        work: StepWork(forwardOperations: 4e5, backwardOperations: 6e5)),
      peaks: [100],
      entries: milliseconds.map { leaves, time in
        StepEntry(
          leafCount: leaves, milliseconds: (0..<repeats).map { time + spread * Double($0) },
          phaseMilliseconds: [.forward: [time / 2], .meet: [time / 4]],
          waitingMilliseconds: (0..<run.worldSize).map { [Double($0)] },
          bytesOfRank: (0..<run.worldSize).map { _ in 1_000_000 })
      })
  }

  /// Solo takes 4 ms for 128 samples and 2 ms for 64, with one leaf; ranks halve the time, up to 2.
  private static func scaling(spread: Double = 0, repeats: Int = 6) -> ScalingReport {
    var reports: [ScalingPlan.Run: StepReport] = [:]
    for run in plan.runs {
      let alone = Double(run.batchSize) / 32
      reports[run] =
        run.worldSize == 1
        ? report(run, [(8, alone * 1.25), (1, alone)], spread: spread, repeats: repeats)
        : report(
          run, [(8, alone / Double(min(run.worldSize, 2)))], spread: spread, repeats: repeats)
    }
    return ScalingReport(plan, reports, machine: "a machine")
  }

  @Test("the plan has every run once, with the solo program, and leaves enough for all ranks")
  func plan() {
    let runs = Self.plan.runs
    #expect(Self.plan.worldSizes == [1, 2, 4])
    // 128 on one; on two 128, which is also 64 for each; on four 128 and 256; and 64 on one.
    #expect(runs.filter { $0.model == "mlp" }.map(\.batchSize) == [128, 64, 128, 128, 256])
    #expect(runs.filter { $0.model == "mlp" }.map(\.worldSize) == [1, 1, 2, 4, 4])
    #expect(Self.plan.leafCount == 8)
    let large = ScalingPlan(
      models: ["mlp"], strong: [], weak: [1], worldSizes: [12], leafCount: 8)
    #expect(large.leafCount == 16)
  }

  @Test("speed-ups are in samples a second, against the fastest solo program")
  func speedUps() {
    let report = Self.scaling()
    #expect(report.points.count == 12)
    for series in Self.plan.series {
      let points = report.points(of: series)
      #expect(points.map(\.worldSize) == [1, 2, 4])
      // The solo program with eight leaves is slower than the one with one.
      #expect(points.map(\.speedUp) == [0.8, 2, 2])
      #expect(points.map(\.efficiency) == [0.8, 1, 0.5])
      #expect(points.map(\.bound) == [1, 2, 2])
      #expect(points.map(\.isNoise) == [false, false, false])
      #expect(points.map(\.solo.leafCount) == [1, 1, 1])
    }
    let weak = report.points.filter { $0.series.mode == .weak }.prefix(3)
    #expect(weak.map(\.report.setting.batchSize) == [64, 128, 256])
    #expect(weak.map(\.imagesPerSecond) == [25_600, 64_000, 64_000])
  }

  @Test("the table says what is noise")
  func table() {
    let clear = Self.scaling().table
    #expect(
      clear.contains("mlp, strong scaling, batch 128\nranks  hosts  exchange  ms/step"), "\(clear)")
    #expect(clear.contains("mlp, weak scaling, batch 64 a rank\n"), "\(clear)")
    #expect(clear.contains("0: 0.00  1: 1.00  2: 2.00  3: 3.00"), "\(clear)")
    #expect(!clear.contains("~"), "\(clear)")
    let noisy = Self.scaling(spread: 10).table
    #expect(noisy.contains("~ is noise"), "\(noisy)")
  }

  @Test("the picture says what is noise, promises no intervals without them, and shows the ideal")
  func marks() throws {
    let clear = ScalingChart(Self.scaling()).svg
    #expect(!clear.contains(">~</text>") && clear.contains(">Medians with 95 % intervals"))
    let noisy = ScalingChart(Self.scaling(spread: 10)).svg
    #expect(noisy.contains(">~</text>") && noisy.contains("~ is noise"))
    let few = ScalingChart(Self.scaling(repeats: 2)).svg
    #expect(few.contains(">Medians of too few repeats for intervals"))
    // What is drawn later lies above.
    let bound = try #require(clear.firstRange(of: "stroke=\"#cccccc\""))
    let ideal = try #require(clear.firstRange(of: "stroke=\"#444444\" stroke-width=\"1.5\""))
    #expect(bound.lowerBound < ideal.lowerBound)
  }

  @Test("each row of a table has its hosts and the exchange that ran there")
  func hosts() throws {
    let plan = ScalingPlan(
      models: ["mlp"], strong: [128], weak: [], worldSizes: [2, 4], leafCount: 8)
    let reports = Dictionary(
      uniqueKeysWithValues: plan.runs.map { run in
        (run, Self.report(run, [(8, 4)], hostCount: run.worldSize > 2 ? 2 : 1))
      })
    let report = ScalingReport(plan, reports, machine: "m")
    let rows = report.table.split(separator: "\n").dropFirst(2).prefix(3)
      .map { $0.split(separator: " ").prefix(3).joined(separator: " ") }
    #expect(rows == ["1 1 shared", "2 1 shared", "4 2 ordered"])
    #expect(!report.table.contains("exchange ordered"), "\(report.table)")
    let columns = report.rows.map { row in
      ["hosts", "exchange", "speedUp"].map { name in
        row.cells.first { $0.column == name }?.value
      }
    }
    #expect(
      columns == [["1", "shared", "1.0"], ["1", "shared", "1.0"], ["2", "ordered", "1.0"]])
  }

  @Test("JSON has every point with its interval and its samples")
  func json() throws {
    let text = Self.scaling().json.serialized()
    let points = try #require(try JSON(parsing: Array(text.utf8))["points"]?.arrayValue)
    #expect(points.count == 12)
    let point = try #require(points.dropFirst().first)
    #expect(point["mode"]?.stringValue == "strong")
    #expect(point["milliseconds"]?["median"]?.numberValue == 2)
    #expect(point["milliseconds"]?["count"]?.integerValue == 6)
    #expect(point["milliseconds"]?["interval"]?.numbers == [2, 2])
    #expect(point["samples"]?.numbers == [2, 2, 2, 2, 2, 2])
    #expect(point["rounds"]?.integers == [1, 1, 1, 1, 1, 1])
    #expect(point["milliseconds"]?["p99"]?.numberValue == 2)
    #expect(point["milliseconds"]?["maximum"]?.numberValue == 2)
    #expect(point["phaseMilliseconds"]?["forward"]?.numberValue == 1)
    #expect(point["bytesOfRank"]?.numbers == [1_000_000, 1_000_000])
  }

  @Test("a step's report survives its JSON, and rounds are merged")
  func roundTrip() throws {
    let run = try #require(Self.plan.runs.first { $0.worldSize == 2 })
    let report = Self.report(run, [(8, 3)])
    let parsed = try StepReport(parsing: Array(report.json.serialized().utf8))
    #expect(parsed.json == report.json)
    let merged = parsed.merged(with: report)
    #expect(merged.entries[0].milliseconds.count == 12)
    #expect(merged.entries[0].waitingOfRank == [0, 1])
    #expect(merged.peak == 100)
    #expect(throws: BenchmarkError.self) { try StepReport(parsing: Array("{}".utf8)) }
  }

  @Test("no percentage of a peak that was refuted in any start")
  func refutedPeak() {
    let report = Self.report(Self.plan.runs[0], [(8, 3)])
    let refuted = StepReport(report.setting, peaks: [100, nil], entries: report.entries)
    #expect(refuted.peak == nil)
    #expect(StepReport.table([refuted], machine: "m").contains("OpenBLAS or oneDNN was faster"))
    #expect(StepReport.table([report], machine: "m").contains("0.3 %"))
  }

  @Test("the picture is well-formed, and has every point within it", arguments: [0.0, 10])
  func picture(spread: Double) throws {
    let svg = ScalingChart(Self.scaling(spread: spread)).svg
    let reader = PictureReader()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError)): \(svg)")
    // Twelve points, and one in the legend for each of four series.
    #expect(reader.circles.count == 16)
    for (x, y) in reader.circles {
      #expect((0...reader.width).contains(x) && (0...reader.height).contains(y), "\(x), \(y)")
    }
    #expect(reader.texts.contains("a<b"))
    #expect(reader.texts.contains("strong, batch 128"))
    #expect(reader.texts.contains("weak, batch 64 a rank"))
    #expect(reader.texts.contains("bound: the number of cores (2)"))
    #expect(!svg.contains("href"), "\(svg)")
  }
}

/// The picture of 16 and 64 ranks that are slower than one.
@Suite("bench scaling's picture of slow ranks")
struct SlowScalingPictureTests {
  @Test("has each point where its speed-up is, and the whole caption")
  func points() throws {
    let plan = ScalingPlan(
      models: ["mlp"], strong: [128], weak: [], worldSizes: [16, 64], leafCount: 64)
    let speedUps = [1: 1.0, 16: 0.25, 64: 0.125]
    let reports = Dictionary(
      uniqueKeysWithValues: plan.runs.map { run in
        (
          run,
          StepReport(
            StepReport.Setting(
              worldSize: run.worldSize, hostCount: 1, coreCount: 2, batchSize: 128, model: "mlp",
              data: "MNIST", exchange: "shared",
              work: StepWork(forwardOperations: 4e5, backwardOperations: 6e5)),
            peaks: [100],
            entries: [
              StepEntry(
                leafCount: 64,
                milliseconds: (0..<6).map { _ in 1 / (speedUps[run.worldSize] ?? 1) },
                phaseMilliseconds: [:], waitingMilliseconds: [], bytesOfRank: [0])
            ])
        )
      })
    let machine = "A processor with a long name, and caches of many sizes, which is told here"
    let report = ScalingReport(plan, reports, machine: machine)
    let svg = ScalingChart(report).svg
    let reader = PictureReader()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    #expect(parser.parse())
    // Halvings have one length, from a point to a point: 1, 1/4, 1/8; the fourth is the legend's.
    let heights = reader.circles.prefix(3).map(\.y)
    #expect(
      abs(heights[1] - heights[0] - 2 * (heights[2] - heights[1])) < 0.5, "\(reader.circles)")
    #expect(heights[2] > heights[1])
    #expect(reader.texts.contains("1/8"))
    // No line of the caption is wider than the picture, and none is lost.
    let start = try #require(reader.texts.firstIndex { $0.hasPrefix("Medians") })
    let caption = reader.texts[start...]
    #expect(caption.joined(separator: " ").hasSuffix(machine))
    #expect(caption.allSatisfy { Double($0.count) * 0.6 * 11 <= reader.width }, "\(caption)")
    #expect(caption.count > 1)
  }
}

/// Reads the circles and texts of a picture.
private final class PictureReader: NSObject, XMLParserDelegate {
  private(set) var circles: [(x: Double, y: Double)] = []
  private(set) var texts: [String] = []
  private(set) var width = 0.0
  private(set) var height = 0.0

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    func number(_ key: String) -> Double { attributes[key].flatMap(Double.init) ?? -1 }
    switch name {
    case "svg": (width, height) = (number("width"), number("height"))
    case "circle": circles.append((number("cx"), number("cy")))
    case "text": texts.append("")
    default: break
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    guard !texts.isEmpty else { return }
    texts[texts.count - 1] += string.trimmingCharacters(in: .newlines)
  }
}
