import Foundation
import Testing

@Suite("scripts/fetch-mnist")
struct FetchMNISTTests {
  private static let names = Fixture.sums.keys.sorted().map { "\($0).gz" }
  private static let labels = "t10k-labels-idx1-ubyte.gz"

  /// What a mirror does to the file of the test labels.
  enum Fault: CaseIterable {
    case missing, cutShort, truncated, otherBytes, oversized, silence

    /// How long a download may take: on a busy machine a downloader alone needs seconds to start,
    /// and only silence is to use the time up.
    var seconds: Int { self == .silence ? 10 : 60 }

    /// What the report must say; numbers in brackets are curl's exit codes.
    var reason: String {
      switch self {
      case .missing: "404"
      case .cutShort: "(18)"
      case .truncated: "not a whole gzip file"
      case .otherBytes: "not 23ed6faa510095b0073b02241f162b2d"
      case .oversized: "inflates to more than 10008 bytes"
      case .silence: "(28)"
      }
    }
  }

  @Test("downloads the four files from the first mirror, and leaves nothing else")
  func wholeFiles() async throws {
    let fixture = try await Fixture()
    defer { fixture.remove() }
    let mirror = try LoopbackServer(fixture.answers())
    let unused = try LoopbackServer(fixture.answers())
    defer { for server in [mirror, unused] { server.stop() } }
    let outcome = try await fixture.fetch(from: [mirror.url, unused.url])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(mirror.requests.sorted() == Self.names.map { "/\($0)" })
    #expect(unused.requests == [])
    try fixture.expectWholeFiles()
  }

  @Test("tries the next mirror, naming address and reason", arguments: Fault.allCases)
  func fallsBack(fault: Fault) async throws {
    let fixture = try await Fixture()
    defer { fixture.remove() }
    let bad = try LoopbackServer(try await fixture.answers(with: fault))
    let good = try LoopbackServer(fixture.answers())
    defer { for server in [bad, good] { server.stop() } }
    let outcome = try await fixture.fetch(
      from: [bad.url, good.url], seconds: fault.seconds)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let reports = outcome.errorLines.filter { $0.contains(bad.url) }
    #expect(reports.count == 1, "\(outcome.errors)")
    #expect(reports.first?.contains("\(bad.url)\(Self.labels): ") == true, "\(reports)")
    #expect(reports.first?.contains(fault.reason) == true, "\(reports)")
    #expect(good.requests.first == "/\(Self.labels)")
    try fixture.expectWholeFiles()
  }

  @Test("stays with the mirror that delivers")
  func staysWithTheMirrorThatDelivers() async throws {
    let fixture = try await Fixture()
    defer { fixture.remove() }
    let bad = try LoopbackServer([:])
    let good = try LoopbackServer(fixture.answers())
    defer { for server in [bad, good] { server.stop() } }
    let outcome = try await fixture.fetch(from: [bad.url, good.url])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(bad.requests.count == 1, "\(bad.requests)")
    #expect(good.requests.count == 4, "\(good.requests)")
  }

  /// curl is what the other tests use; the script takes these where there is no curl.
  @Test(
    "does so without curl",
    arguments: ["wget", "python3"].filter { ScriptRunner.location(of: $0) != nil },
    [Fault.missing, .cutShort, .silence])
  func otherDownloaders(downloader: String, fault: Fault) async throws {
    let fixture = try await Fixture(downloader: downloader)
    defer { fixture.remove() }
    let bad = try LoopbackServer(try await fixture.answers(with: fault))
    let good = try LoopbackServer(fixture.answers())
    defer { for server in [bad, good] { server.stop() } }
    let outcome = try await fixture.fetch(
      from: [bad.url, good.url], seconds: fault.seconds)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let report = "scripts/fetch-mnist: \(bad.url)\(Self.labels): "
    let reports = outcome.errorLines.filter { $0.hasPrefix(report) && $0.count > report.count }
    #expect(reports.count == 1, "\(outcome.errors)")
    try fixture.expectWholeFiles()
  }

  @Test("exits with 66 and says what to do when no mirror delivers", arguments: Fault.allCases)
  func givesUp(fault: Fault) async throws {
    let fixture = try await Fixture()
    defer { fixture.remove() }
    let mirror = try LoopbackServer(try await fixture.answers(with: fault))
    defer { mirror.stop() }
    let outcome = try await fixture.fetch(
      from: [mirror.url, mirror.url], seconds: fault.seconds)
    #expect(outcome.exitCode == 66, "\(outcome.errors)")
    let reports = outcome.errorLines.filter { $0.contains(fault.reason) }
    #expect(reports.count == 2, "\(outcome.errors)")
    #expect(outcome.errorLines.last?.contains("By hand: ") == true, "\(outcome.errors)")
    // The test labels come last: the files before them are whole, and of theirs nothing is left.
    #expect(try fixture.found() == Self.names.filter { $0 != Self.labels })
  }

  @Test("keeps whole files, and replaces damaged ones")
  func keepsWholeFiles() async throws {
    let fixture = try await Fixture()
    defer { fixture.remove() }
    try fixture.place(fixture.whole)
    try fixture.place([Self.labels: Data("damaged".utf8)])
    let mirror = try LoopbackServer(fixture.answers())
    defer { mirror.stop() }
    let outcome = try await fixture.fetch(from: [mirror.url])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(mirror.requests == ["/\(Self.labels)"])
    try fixture.expectWholeFiles()
  }

  @Test("stops at a signal, and leaves nothing half-written", .timeLimit(.minutes(10)))
  func stops() async throws {
    let fixture = try await Fixture()
    defer { fixture.remove() }
    let mirror = try LoopbackServer(
      Dictionary(uniqueKeysWithValues: Self.names.map { ("/\($0)", .silence) }))
    defer { mirror.stop() }
    let outcome = try await fixture.fetch(from: [mirror.url], seconds: 600) { process in
      while mirror.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
      process.terminate()
    }
    #expect(outcome.exitCode == 143, "\(outcome.errors)")
    #expect(try fixture.found() == [])
  }

  @Test("refuses other files than MNIST's own when nobody overrides the sums")
  func ownSums() async throws {
    let fixture = try await Fixture()
    defer { fixture.remove() }
    let mirror = try LoopbackServer(fixture.answers())
    defer { mirror.stop() }
    let outcome = try await fixture.fetch(from: [mirror.url], overridingSums: false)
    #expect(outcome.exitCode == 66, "\(outcome.errors)")
    #expect(outcome.errors.contains("not 6bbc9ace898e44ae57da46a324031adb"), "\(outcome.errors)")
    #expect(try fixture.found() == [])
  }

  @Test(
    "finds the real files whole",
    .enabled(if: ProcessInfo.processInfo.environment["LOCKSTEP_TIER_REAL"] == "1"))
  func realFiles() async throws {
    let directory = try #require(ProcessInfo.processInfo.environment["MNIST_DIR"])
    let fixture = try await Fixture()
    defer { fixture.remove() }
    for name in Self.names {
      let data = try Data(contentsOf: URL(filePath: directory).appending(path: name))
      try fixture.place([name: data])
    }
    let mirror = try LoopbackServer([:])
    defer { mirror.stop() }
    let outcome = try await fixture.fetch(from: [mirror.url], overridingSums: false)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(mirror.requests == [])
  }
}

/// A folder to download into, and the gzip files that mirrors serve.
private struct Fixture {
  /// Of stand-ins: the bytes of `NAME` are the words "the bytes of NAME" and a line feed.
  static let sums = [
    "train-images-idx3-ubyte": "7011bdf226a6d5a8c44233447083e0ab",
    "train-labels-idx1-ubyte": "c5a84919a73f1f9cc064a0acfeb66c67",
    "t10k-images-idx3-ubyte": "408df9552c007487fa5d56fd32ec5e9d",
    "t10k-labels-idx1-ubyte": "23ed6faa510095b0073b02241f162b2d",
  ]

  let runner: ScriptRunner
  private(set) var whole: [String: Data] = [:]
  private var directory: URL { runner.root.appending(path: "data/mnist") }

  init(downloader: String = "curl") async throws {
    let needed = [
      "awk", "bash", "cat", "cut", "dirname", "env", "grep", "gzip", "head", "mkdir", "mktemp",
      "mv", "rm", "tail", "wc",
    ]
    // Which of these a system has differs: macOS has neither md5sum nor timeout.
    let useful = ["md5sum", "md5", "timeout"].filter { ScriptRunner.location(of: $0) != nil }
    runner = try ScriptRunner(tools: needed + useful)
    // A downloader may be a wrapper that needs more than the scripts do.
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    guard let location = ScriptRunner.location(of: downloader)?.path else {
      throw ScriptRunner.MissingTool(name: downloader)
    }
    try runner.stub("bin/\(downloader)", "PATH='\(path)' exec '\(location)' \"$@\"")
    for name in Self.sums.keys {
      whole["\(name).gz"] = try await compressed(Data("the bytes of \(name)\n".utf8))
    }
    let lines = Self.sums.map { "\($1)  \($0)\n" }
    try Data(lines.joined().utf8).write(to: runner.root.appending(path: "sums"))
  }

  func remove() { runner.remove() }

  /// The bytes as the machine's gzip compresses them.
  private func compressed(_ bytes: Data) async throws -> Data {
    let file = runner.root.appending(path: UUID().uuidString)
    try bytes.write(to: file)
    let outcome = try await runner.run("bin/gzip", ["-n", file.path])
    try #require(outcome.exitCode == 0, "gzip: \(outcome.errors)")
    return try Data(contentsOf: file.appendingPathExtension("gz"))
  }

  func answers() -> [String: LoopbackServer.Answer] {
    Dictionary(uniqueKeysWithValues: whole.map { ("/\($0)", .file($1)) })
  }

  func answers(
    with fault: FetchMNISTTests.Fault
  ) async throws -> [String: LoopbackServer.Answer] {
    var answers = answers()
    let labels = try #require(whole["t10k-labels-idx1-ubyte.gz"])
    answers["/t10k-labels-idx1-ubyte.gz"] =
      switch fault {
      case .missing: nil
      case .cutShort: .cutShort(labels)
      case .truncated: .file(labels.prefix(labels.count - 9))
      case .otherBytes: .file(try await compressed(Data("other bytes\n".utf8)))
      case .oversized: .file(try await compressed(Data(count: 10_009)))
      case .silence: .silence
      }
    return answers
  }

  func fetch(
    from mirrors: [String], seconds: Int = 60, overridingSums: Bool = true,
    whileRunning: (Process) async throws -> Void = { _ in }
  ) async throws -> ScriptRunner.Outcome {
    var environment = [
      "MNIST_MIRRORS": mirrors.joined(separator: " "), "MNIST_TIMEOUT": "\(seconds)",
    ]
    if overridingSums { environment["MNIST_MD5SUMS"] = runner.root.appending(path: "sums").path }
    return try await runner.run(
      "scripts/fetch-mnist", environment: environment, whileRunning: whileRunning)
  }

  func place(_ files: [String: Data]) throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    for (name, data) in files { try data.write(to: directory.appending(path: name)) }
  }

  /// The names in the folder, hidden ones too, sorted.
  func found() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
  }

  func expectWholeFiles() throws {
    #expect(try found() == whole.keys.sorted())
    for (name, data) in whole {
      #expect(try Data(contentsOf: directory.appending(path: name)) == data, "\(name) differs")
    }
  }
}
