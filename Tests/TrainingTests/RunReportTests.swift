import FileFormats
import Foundation
import Lockstep
import TestSupport
import Testing

@testable import Training

@Suite("RunReport")
struct RunReportTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path("report.html") }

  init() throws {
    folder = try TemporaryFolder()
  }

  private func fit(
    epochs: Int, callbacks: [any Callback] = [], _ options: RunOptions
  ) throws -> History {
    try SmallProblem.model().fit(
      SmallProblem.samples(25), SmallProblem.oneHot(25), epochs: epochs, batchSize: 10,
      validationData: (SmallProblem.samples(9), try SmallProblem.oneHot(9)), verbose: .silent,
      callbacks: callbacks, options: options)
  }

  private func options() -> RunOptions {
    var options = RunOptions()
    options.report = path
    return options
  }

  private func page() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  /// Whether every element that begins ends, one within another.
  private func isNested(_ page: String) -> Bool {
    let alone = ["meta", "br", "img", "path", "circle", "rect", "!DOCTYPE"]
    var open: [Substring] = []
    for tag in page.matches(of: /<(\/?)(!?[A-Za-z][A-Za-z0-9]*)[^>]*>/) {
      if alone.contains(String(tag.2)) { continue }
      if tag.1.isEmpty {
        open.append(tag.2)
      } else if open.popLast() != tag.2 {
        return false
      }
    }
    return open.isEmpty
  }

  @Test("shows curves, times, classes and settings, and needs nothing else")
  func contents() throws {
    let history = try fit(epochs: 3, options())
    let page = try page()
    #expect(isNested(page))
    for address in ["http", "src=\"/", "<link", "@import", "url("] {
      #expect(!page.contains(address), "\(address)")
    }
    for part in [
      "<html lang=\"en\">", "<title>sequential on 25 samples</title>", ">finished</span> 3 of 3",
      "<title id=\"chart0-title\">loss by epoch</title>", ">validation</text>", ">epoch</text>",
      ">mean loss of a sample</text>", ">share of samples</text>", "learning_rate",
      "Seconds of each phase, by rank", "Results on the validation data", "Figures of each class",
      "<th scope=\"row\">batchSize</th><td>10</td>", "dense_1 (Dense)",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    let epochs = ReportContent.epochs(ofPage: Array(page.utf8), upTo: 9)
    #expect(epochs.map(\.number) == [1, 2, 3])
    for name in ["loss", "accuracy", "val_loss", "val_accuracy"] {
      #expect(epochs.map { $0.logs[name] } == history[name])
      let last = try #require(history[name].last)
      #expect(page.contains("<td>\(ReportPage.number(last))</td>"), "\(name)")
    }
  }

  @Test("has each epoch at the end, also those for which no page was written")
  func manyEpochs() throws {
    _ = try fit(epochs: 60, options())
    let epochs = ReportContent.epochs(ofPage: Array(try page().utf8), upTo: 99)
    #expect(epochs.map(\.number) == Array(1...60))
  }

  @Test("of a run that ends in its first epoch says where its time went")
  func firstEpoch() throws {
    var options = options()
    options.faults = try FaultPlan(
      [Fault(.notANumber(in: .gradient, index: 0), rank: 0, step: 2)], environment: [:])
    #expect(throws: TrainingError.self) { try fit(epochs: 2, options) }
    let page = try page()
    #expect(page.contains(">stopped</span> 0 of 2"))
    #expect(page.contains("<p>Steps since this start: 1. Of "))
  }

  @Test("escapes every name")
  func names() throws {
    let name = "</script><b>\"&'\u{1B}\u{202E}"
    var options = options()
    options.logSettings = ["model": .string(name), "data": .string(name)]
    options.reproduction = name
    _ = try fit(epochs: 1, options)
    let page = try page()
    let escaped = "&lt;/script&gt;&lt;b&gt;&quot;&amp;&#39;\u{FFFD}\u{FFFD}"
    #expect(page.contains("<h1>\(escaped) on \(escaped)</h1>"))
    #expect(page.contains("<pre>\(escaped)</pre>"))
    #expect(isNested(page) && !page.contains("<b>") && !page.contains("\u{1B}"))
    #expect(ReportContent.epochs(ofPage: Array(page.utf8), upTo: 1).count == 1)
  }

  @Test("of a resumed run has the earlier epochs too, and says why a run has ended")
  func resumed() throws {
    var options = options()
    options.checkpoints = CheckpointOptions(folder.path("run"), resume: .ifPresent)
    struct Killed: Error {}
    let killer = LambdaCallback(stepEnded: { report, _ in
      if report.iterations == 8 { throw Killed() }
    })
    #expect(throws: Killed.self) { try fit(epochs: 4, callbacks: [killer], options) }
    var page = try page()
    #expect(page.contains(">stopped</span> 2 of 4") && page.contains("<p>Killed()</p>"))
    options.maximumSteps = 10
    _ = try fit(epochs: 4, options)
    page = try self.page()
    #expect(page.contains("Ended after step 10, as asked for; the run can be resumed."))
    options.maximumSteps = nil
    _ = try fit(epochs: 4, options)
    let whole = try fit(epochs: 4, RunOptions())
    page = try self.page()
    let epochs = ReportContent.epochs(ofPage: Array(page.utf8), upTo: 9)
    #expect(epochs.map(\.number) == [1, 2, 3, 4])
    #expect(epochs.map { $0.logs["val_loss"] } == whole["val_loss"])
    let digest = try SHA256(ofFile: folder.path("run/step-00000012.safetensors")).hexadecimal
    #expect(page.contains("SHA-256: <code>\(digest)</code>"))
  }

  @Test("does not end a run where it cannot be written, and follows a link")
  func failures() throws {
    let place = folder.path("place")
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
    var options = RunOptions()
    options.report = place + "/report.html"
    let remover = LambdaCallback(epochEnded: { _, _ in
      try? FileManager.default.removeItem(atPath: place)
    })
    #expect(try fit(epochs: 2, callbacks: [remover], options).epochs == [0, 1])
    #expect(throws: FileError.self) { try fit(epochs: 1, options) }
    for path in ["/dev/null", folder.path(".")] {
      options.report = path
      #expect(throws: TrainingError.self) { try fit(epochs: 1, options) }
    }
    _ = try folder.write("target", [])
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: folder.path("target"))
    _ = try fit(epochs: 1, self.options())
    #expect(try String(contentsOfFile: folder.path("target"), encoding: .utf8).hasPrefix("<!DOC"))
  }

  @Test("takes nothing from a file that is no report, or of another version")
  func otherFiles() {
    let start = ReportContent.dataStart
    for text in [
      "", "epoch,loss", start, start + "{" + ReportContent.dataEnd,
      start + #"{"format":2,"epochs":[{"epoch":1,"names":[],"values":[]}]}"# + "</script>",
      start + #"{"format":1,"epochs":[{"epoch":0,"names":["a"],"values":[]},3]}"# + "</script>",
    ] {
      #expect(ReportContent.epochs(ofPage: Array(text.utf8), upTo: 9) == [], "\(text)")
    }
  }
}
