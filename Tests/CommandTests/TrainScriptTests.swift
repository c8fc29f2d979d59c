import Foundation
import Testing

/// `scripts/train` on machines that stubs make up: what it makes of `lockstep launch`.
@Suite("scripts/train")
struct TrainScriptTests {
  private static let launch = ["launch", "--ranks", "4", "--max-restarts", "0", "--", "train"]

  /// A machine with everything installed, MNIST in `data/mnist`, and a command that prints its
  /// arguments, one a line.
  private struct Machine {
    let runner: ScriptRunner

    init(withMNIST: Bool = true) throws {
      runner = try ScriptRunner(
        tools: ["bash", "cat", "dirname", "env", "realpath"],
        stubs: [
          "swift": "exit 0", "mpirun": "exit 1", "pkg-config": "exit 0", "id": "echo 1000",
          "uname": "echo Linux",
        ])
      let folder = runner.root.appending(path: ".build/release")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try runner.stub(".build/release/lockstep", "printf '%s\\n' \"$@\"")
      try runner.stub("scripts/fetch-mnist", "exit 70")
      if withMNIST { try place("data/mnist") }
    }

    func place(_ directory: String) throws {
      let directory = runner.root.appending(path: directory)
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      for set in ["train", "t10k"] {
        for kind in ["images-idx3", "labels-idx1"] {
          try Data().write(to: directory.appending(path: "\(set)-\(kind)-ubyte.gz"))
        }
      }
    }

    func train(
      _ arguments: String..., environment: [String: String] = [:]
    ) async throws -> ScriptRunner.Outcome {
      try await runner.run("scripts/train", arguments, environment: environment)
    }
  }

  /// The arguments of the command; none where it was not called.
  private func words(of outcome: ScriptRunner.Outcome) -> [String] {
    outcome.output.split(separator: "\n").map(String.init)
  }

  @Test("launches four ranks on MNIST, once")
  func plainRun() async throws {
    let machine = try Machine()
    defer { machine.runner.remove() }
    let outcome = try await machine.train()
    #expect(outcome.exitCode == 0)
    #expect(outcome.errorLines == ["Building (first time takes a minute) ..."])
    #expect(words(of: outcome) == Self.launch + ["--data", "data/mnist"])
    let two = try await machine.train(environment: ["LOCKSTEP_RANKS": "2"])
    #expect(words(of: two).prefix(3) == ["launch", "--ranks", "2"])
  }

  @Test(
    "passes data and other options on as they are",
    arguments: [["--data", "my data", "--epochs", "2"], ["--epochs", "2", "--data=digits"]])
  func namedData(arguments: [String]) async throws {
    let machine = try Machine(withMNIST: false)
    defer { machine.runner.remove() }
    let outcome = try await machine.runner.run("scripts/train", arguments)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(words(of: outcome) == Self.launch + arguments)
  }

  @Test("uses MNIST from MNIST_DIR, or says why not")
  func dataFromEnvironment() async throws {
    let machine = try Machine()
    defer { machine.runner.remove() }
    try machine.place("elsewhere")
    let found = try await machine.train(environment: ["MNIST_DIR": "elsewhere"])
    #expect(words(of: found).last == "elsewhere", "\(found.errors)")
    let missing = try await machine.train(environment: ["MNIST_DIR": "nowhere"])
    #expect(words(of: missing).last == "data/mnist", "\(missing.errors)")
    #expect(missing.errors.contains("MNIST_DIR=nowhere does not hold"), "\(missing.errors)")
  }

  @Test("fetches MNIST, and trains on digits only where no mirror delivers it")
  func fallsBackToDigits() async throws {
    let machine = try Machine(withMNIST: false)
    defer { machine.runner.remove() }
    try machine.runner.stub("scripts/fetch-mnist", "echo fetch-mnist: details >&2; exit 66")
    let offline = try await machine.train("--epochs", "1")
    #expect(offline.exitCode == 0)
    #expect(words(of: offline) == Self.launch + ["--data", "digits", "--epochs", "1"])
    #expect(offline.errorLines.filter { $0.contains("digits") }.count == 1)
    #expect(!offline.errors.contains("details"), "\(offline.errors)")

    try machine.runner.stub("scripts/fetch-mnist", "echo disk full >&2; exit 1")
    let failing = try await machine.train()
    #expect(failing.exitCode == 1)
    #expect(failing.errors.contains("disk full") && words(of: failing) == [], "\(failing.errors)")

    try machine.runner.stub("scripts/fetch-mnist", "exit 0")
    let online = try await machine.train()
    #expect(words(of: online).last == "data/mnist", "\(online.errors)")
  }

  @Test("passes the launcher's exit code on")
  func exitCode() async throws {
    let machine = try Machine()
    defer { machine.runner.remove() }
    try machine.runner.stub(".build/release/lockstep", "exit 137")
    #expect(try await machine.train().exitCode == 137)
  }

  @Test("refuses an invalid number of ranks", arguments: ["0", "-1", "two", "1.5"])
  func wrongRanks(ranks: String) async throws {
    let machine = try Machine()
    defer { machine.runner.remove() }
    let outcome = try await machine.train(environment: ["LOCKSTEP_RANKS": ranks])
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.contains("'\(ranks)'"), "\(outcome.errors)")
  }

  @Test("shows what the compiler said when the build fails, and only then")
  func failingBuild() async throws {
    let machine = try Machine()
    defer { machine.runner.remove() }
    try machine.runner.stub("bin/swift", "echo error: no such type; exit 1")
    let outcome = try await machine.train()
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("error: no such type"), "\(outcome.errors)")
    #expect(words(of: outcome) == [])
  }

  @Test("explains itself without building", arguments: ["-h", "--help"])
  func help(option: String) async throws {
    let machine = try Machine()
    defer { machine.runner.remove() }
    try machine.runner.stub("bin/swift", "exit 1")
    let outcome = try await machine.train(option)
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("LOCKSTEP_RANKS"))
    #expect(outcome.output.contains(".build/release/lockstep train --help"))
  }

  @Test("installs what is missing with sudo, without a question where nobody can answer")
  func installs() async throws {
    let machine = try Machine()
    defer { machine.runner.remove() }
    // The modules are there once the packages are; of those, one is there already.
    try machine.runner.stub("bin/pkg-config", "[[ -e installed ]]")
    try machine.runner.stub("bin/dpkg-query", "[[ $4 != pkg-config ]] || echo install ok installed")
    try machine.runner.stub(
      "bin/apt-get",
      "echo \"$DEBIAN_FRONTEND $*\" >>log; case $* in *install*) echo >installed ;; esac")
    try machine.runner.stub("bin/sudo", "echo \"sudo $1\" >>log; shift; exec \"$@\"")
    let outcome = try await machine.train()
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("installing libopenmpi-dev zlib1g-dev"), "\(outcome.errors)")
    let log = try String(
      contentsOf: machine.runner.root.appending(path: "log"), encoding: .utf8)
    let apt = "noninteractive -o DPkg::Lock::Timeout=120"
    #expect(
      log == """
        sudo -n
        \(apt) update
        sudo -n
        \(apt) install -y --no-install-recommends libopenmpi-dev zlib1g-dev

        """)
  }

  @Test(
    "names the commands where it cannot install",
    arguments: [
      (system: "Darwin", hasAPT: false, command: "brew install open-mpi pkgconf"),
      (system: "Linux", hasAPT: false, command: "this system's package manager"),
      (system: "Linux", hasAPT: true, command: "as root, run: apt-get update && apt-get install"),
    ])
  func cannotInstall(system: String, hasAPT: Bool, command: String) async throws {
    let machine = try Machine()
    defer { machine.runner.remove() }
    try machine.runner.stub("bin/pkg-config", "exit 1")
    try machine.runner.stub("bin/uname", "echo \(system)")
    try machine.runner.stub("bin/dpkg-query", "exit 1")
    if hasAPT { try machine.runner.stub("bin/apt-get", "exit 1") }
    let outcome = try await machine.train()
    #expect(outcome.exitCode == 69)
    #expect(outcome.errorLines.count == 1)
    #expect(outcome.errors.contains(command), "\(outcome.errors)")
  }

  @Test("says where Swift comes from when it is missing")
  func missingSwift() async throws {
    let machine = try Machine()
    defer { machine.runner.remove() }
    try FileManager.default.removeItem(at: machine.runner.root.appending(path: "bin/swift"))
    let outcome = try await machine.train()
    #expect(outcome.exitCode == 69)
    #expect(outcome.errors.contains("https://www.swift.org/install"), "\(outcome.errors)")
  }
}
