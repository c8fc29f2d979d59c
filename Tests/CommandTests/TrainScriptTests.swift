import Foundation
import Testing

/// `scripts/train` on machines that stubs make up: the line that it prints and runs.
@Suite("scripts/train")
struct TrainScriptTests {
  private static let settings = "OMPI_MCA_pml=ob1 OMPI_MCA_btl_vader_single_copy_mechanism=none"
  private static let root = "OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"
  private static let command = ".build/release/lockstep train"

  /// A machine with everything installed, MNIST in `data/mnist`, and an `mpirun` that prints its
  /// arguments, one a line.
  private struct Machine {
    let runner: ScriptRunner

    init(threads: Int = 8, cores: Int = 8, user: Int = 1000, withMNIST: Bool = true) throws {
      let rows = (0..<threads).map { "\($0 % cores),0" }.joined(separator: "\\n")
      runner = try ScriptRunner(
        tools: ["bash", "cat", "dirname", "env", "grep", "sort"],
        stubs: [
          "swift": "exit 0", "mpirun": "printf '%s\\n' \"$@\"", "pkg-config": "exit 0",
          "nproc": "echo \(threads)", "lscpu": "printf '# Core,Socket\\n\(rows)\\n'",
          "id": "echo \(user)", "uname": "echo Linux",
        ])
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

  private func line(of outcome: ScriptRunner.Outcome) -> String? {
    outcome.errorLines.first { $0.hasPrefix("+ ") }
  }

  @Test("runs four ranks on MNIST, and says so in one line")
  func plainRun() async throws {
    let machine = try Machine()
    defer { machine.runner.remove() }
    let outcome = try await machine.train()
    #expect(outcome.exitCode == 0)
    let line = "+ env \(Self.settings) mpirun -np 4 \(Self.command) --data data/mnist"
    #expect(outcome.errorLines == ["Building (first time takes a minute) ...", line])
    let arguments = ["-np", "4", ".build/release/lockstep", "train", "--data", "data/mnist"]
    #expect(outcome.output.split(separator: "\n").map(String.init) == arguments)
  }

  @Test("lets root run Open MPI")
  func runsAsRoot() async throws {
    let machine = try Machine(user: 0)
    defer { machine.runner.remove() }
    let outcome = try await machine.train()
    let line = "+ env \(Self.root) \(Self.settings) mpirun -np 4 \(Self.command) --data data/mnist"
    #expect(self.line(of: outcome) == line, "\(outcome.errors)")
  }

  @Test(
    "fits the ranks to the processors",
    arguments: [
      (threads: 2, cores: 2, ranks: "2", options: ""),
      (threads: 2, cores: 2, ranks: "3", options: "--oversubscribe --bind-to none "),
      (threads: 4, cores: 2, ranks: "4", options: "--use-hwthread-cpus "),
      (threads: 4, cores: 2, ranks: "5", options: "--oversubscribe --bind-to none "),
    ])
  func slots(threads: Int, cores: Int, ranks: String, options: String) async throws {
    let machine = try Machine(threads: threads, cores: cores)
    defer { machine.runner.remove() }
    let outcome = try await machine.train(environment: ["LOCKSTEP_RANKS": ranks])
    let line = "mpirun -np \(ranks) \(options)\(Self.command) --data data/mnist"
    #expect(self.line(of: outcome)?.hasSuffix(line) == true, "\(outcome.errors)")
  }

  @Test("leaves the user's settings of Open MPI alone")
  func respectsSettings() async throws {
    let machine = try Machine(threads: 2, cores: 2)
    defer { machine.runner.remove() }
    let outcome = try await machine.train(environment: [
      "OMPI_MCA_pml": "ucx", "OMPI_MCA_rmaps_base_oversubscribe": "1",
      "OMPI_MCA_hwloc_base_binding_policy": "none",
    ])
    let line =
      "+ env OMPI_MCA_btl_vader_single_copy_mechanism=none mpirun -np 4 \(Self.command)"
      + " --data data/mnist"
    #expect(self.line(of: outcome) == line, "\(outcome.errors)")
  }

  @Test(
    "leaves a job on several hosts to Open MPI",
    arguments: ["OMPI_MCA_orte_default_hostfile", "SLURM_JOB_NUM_NODES"])
  func severalHosts(variable: String) async throws {
    let machine = try Machine(threads: 2, cores: 2)
    defer { machine.runner.remove() }
    let outcome = try await machine.train(environment: [variable: "2"])
    let line = "+ mpirun -np 4 \(Self.command) --data data/mnist"
    #expect(self.line(of: outcome) == line, "\(outcome.errors)")
  }

  @Test(
    "passes data and other options on as they are",
    arguments: [["--data", "my data", "--epochs", "2"], ["--epochs", "2", "--data=digits"]])
  func namedData(arguments: [String]) async throws {
    let machine = try Machine(withMNIST: false)
    defer { machine.runner.remove() }
    let outcome = try await machine.runner.run("scripts/train", arguments)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let passed = outcome.output.split(separator: "\n").dropFirst(4).map(String.init)
    #expect(passed == arguments)
    let typed = arguments.map { $0.replacing(" ", with: "\\ ") }.joined(separator: " ")
    #expect(line(of: outcome)?.hasSuffix("train \(typed)") == true, "\(outcome.errors)")
  }

  @Test("takes MNIST from MNIST_DIR, or says why not")
  func dataFromEnvironment() async throws {
    let machine = try Machine()
    defer { machine.runner.remove() }
    try machine.place("elsewhere")
    let found = try await machine.train(environment: ["MNIST_DIR": "elsewhere"])
    #expect(line(of: found)?.hasSuffix("train --data elsewhere") == true, "\(found.errors)")
    let missing = try await machine.train(environment: ["MNIST_DIR": "nowhere"])
    #expect(line(of: missing)?.hasSuffix("train --data data/mnist") == true, "\(missing.errors)")
    #expect(missing.errors.contains("MNIST_DIR=nowhere does not hold"), "\(missing.errors)")
  }

  @Test("fetches MNIST, and trains on digits only where no mirror delivers it")
  func fallsBackToDigits() async throws {
    let machine = try Machine(withMNIST: false)
    defer { machine.runner.remove() }
    try machine.runner.stub("scripts/fetch-mnist", "echo fetch-mnist: details >&2; exit 66")
    let offline = try await machine.train("--epochs", "1")
    #expect(offline.exitCode == 0)
    #expect(line(of: offline)?.hasSuffix("train --data digits --epochs 1") == true)
    #expect(offline.errorLines.filter { $0.contains("digits") && !$0.hasPrefix("+") }.count == 1)
    #expect(!offline.errors.contains("details"), "\(offline.errors)")

    try machine.runner.stub("scripts/fetch-mnist", "echo disk full >&2; exit 1")
    let failing = try await machine.train()
    #expect(failing.exitCode == 1)
    #expect(failing.errors.contains("disk full") && line(of: failing) == nil, "\(failing.errors)")

    try machine.runner.stub("scripts/fetch-mnist", "exit 0")
    let online = try await machine.train()
    #expect(line(of: online)?.hasSuffix("train --data data/mnist") == true, "\(online.errors)")
  }

  @Test("passes mpirun's exit code on")
  func exitCode() async throws {
    let machine = try Machine()
    defer { machine.runner.remove() }
    try machine.runner.stub("bin/mpirun", "exit 137")
    #expect(try await machine.train().exitCode == 137)
  }

  @Test("refuses a number of ranks that is none", arguments: ["0", "-1", "two", "1.5"])
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
    #expect(line(of: outcome) == nil)
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
