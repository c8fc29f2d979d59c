import Foundation
import Testing

/// `scripts/test` with stubs for all that it runs: which tier runs what.
@Suite("scripts/test")
struct TestScriptTests {
  /// Runs it where each script of a tier prints its words and exits as given.
  private func test(
    _ arguments: [String], exits: [String: Int] = [:], environment: [String: String] = [:]
  ) async throws -> ScriptRunner.Outcome {
    let runner = try ScriptRunner(
      tools: ["bash", "cat", "dirname", "env"],
      stubs: [
        "swift": "echo swift $1 $LOCKSTEP_RANDOM_RUNS $LOCKSTEP_RANDOM_SEED", "mpirun": "exit 0",
        "pkg-config": "exit 0",
        "uname": "echo Linux",
      ])
    defer { runner.remove() }
    for name in ["make-reference", "round-trip", "kill-test", "fuzz", "sanitize"] {
      try runner.stub(
        "scripts/\(name)", "printf '%s\\n' \"\(name) $*\"\nexit \(exits[name] ?? 0)")
    }
    return try await runner.run("scripts/test", arguments, environment: environment)
  }

  private static let peers = ["make-reference --check", "round-trip --seed 7"]
  private static let hard = ["kill-test --seed 7", "fuzz ", "sanitize address", "sanitize thread"]

  @Test(
    "runs the tier's scripts, and then the ordinary tests",
    arguments: [
      ([], ["swift test"]), (["--peers", "--seed", "7"], peers + ["swift test"]),
      (["--hard", "--seed", "7"], hard + ["swift test 100 7"]),
      (
        ["--seed", "7", "--hard", "--peers"],
        peers + hard + ["swift test 100 7"]
      ),
    ])
  func tiers(arguments: [String], lines: [String]) async throws {
    let outcome = try await test(arguments)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.output.split(separator: "\n").map(String.init) == lines)
  }

  @Test(
    "ends with the first script that fails", arguments: ["make-reference", "round-trip", "fuzz"])
  func failure(name: String) async throws {
    let outcome = try await test(["--peers", "--hard"], exits: [name: 3])
    #expect(outcome.exitCode == 3, "\(outcome.errors)")
    let last = outcome.output.split(separator: "\n").last
    #expect(last?.hasPrefix(name) == true, "\(outcome.output)")
    // It says itself what went wrong.
    #expect(
      outcome.errors.contains("scripts/\(name)") || name == "round-trip", "\(outcome.errors)")
  }

  @Test("leaves out what this machine cannot run, and says so; in CI that is a failure")
  func missing() async throws {
    let outcome = try await test(["--peers"], exits: ["make-reference": 69])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.output.hasSuffix("swift test\n"), "\(outcome.output)")
    let said = "scripts/test: scripts/make-reference --check is left out"
    #expect(outcome.errorLines.last == said)
    let strict = try await test(
      ["--peers"], exits: ["make-reference": 69], environment: ["CI": "true"])
    #expect(strict.exitCode == 1)
    #expect(strict.errorLines.last == said)
    let library = try await test(["--peers"], exits: ["round-trip": 69])
    #expect(library.exitCode == 69, "\(library.errors)")
  }

  @Test("refuses a word that it does not know, and explains itself")
  func words() async throws {
    for seed in [["--seed"], ["--seed", "one"]] {
      let outcome = try await test(["--hard"] + seed)
      #expect(outcome.exitCode == 64)
      #expect(outcome.errors.contains("--seed is "), "\(outcome.errors)")
    }
    let refused = try await test(["--rael"])
    #expect(refused.exitCode == 64)
    #expect(refused.output == "")
    for outcome in [refused, try await test(["--help"])] {
      let text = outcome.output + outcome.errors
      for tier in ["--real", "--peers", "--hard", "--seed"] {
        #expect(text.contains(tier), "\(text)")
      }
    }
  }
}
