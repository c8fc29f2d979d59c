import Foundation
import TestSupport
import Testing

@Suite("lockstep audit")
struct AuditCommandTests {
  private static let images = 300
  private static let run = [
    "--model", "batch-norm", "--epochs", "2", "--digest-gradients", "--digest-ranks",
  ]

  private func lines(_ result: JobResult) -> [String] {
    result.standardOutput.split(separator: "\n").map(String.init)
  }

  @Test("finds nothing in an honest job, on one host or two, and names what a rank had in another")
  func job() throws {
    try TrainingFolder.with(sampleCount: Self.images) { folder in
      func audit(_ run: String, _ options: [String] = []) throws -> JobResult {
        try folder.lockstep(
          ["audit", run, "--digest", "\(run).digests", "--data", folder.data.path] + options)
      }
      for (world, name) in [(World.ranks(3), "honest"), (.ranks(4, perHost: 2), "hosts")] {
        try folder.train(
          Self.run + ["--digest", folder.path("\(name).digests")], in: world, run: name)
        let honest = try audit(name)
        #expect(honest.exitCode == 0, "\(honest)")
        #expect(lines(honest) == ["All agree: 6 of 6 steps drawn, 6 computed again."])
      }
      let some = try audit("honest", ["--steps", "2", "--seed", "3"])
      #expect(some.exitCode == 0, "\(some)")
      #expect(lines(some)[0].hasPrefix("All agree: 2 of 6 steps drawn, "), "\(some)")

      let memory = "weights or slots that it read had changed in memory"
      for (part, step, world, cause, element) in [
        ("gradient", 5, World.ranks(3), "its gradient", "rank 2, gradients: dense/kernel block 0"),
        ("weights", 4, .ranks(3, perHost: 2), memory, "rank 2, weights: "),
        (
          "copy", 4, .ranks(4, perHost: 2), memory,
          "in the memory of the host of rank 2; rank 0 updates it"
        ),
        ("slots", 4, .ranks(3), memory, "rank 2, slots: "),
      ] {
        let inject = "bitflip:rank=2,step=\(step),part=\(part),bit=22"
        let result = try folder.attempt(
          Self.run + ["--digest", folder.path("\(part).digests"), "--inject", inject],
          in: world, run: part)
        #expect(result.exitCode == 0, "\(result)")
        let audited = try audit(part)
        #expect(audited.exitCode == 1, "\(audited)")
        let found = lines(audited)
        #expect(found.count == 4, "\(audited)")
        #expect(found[0].hasPrefix("Step 5 is wrong: \(cause)"), "\(audited)")
        #expect(found[1].contains(element), "\(audited)")
        #expect(found[1].contains("]: found "), "\(audited)")
        let replay = "lockstep replay \(part) --step 5 --rank "
        #expect(found[2].contains(replay), "\(audited)")
        #expect(
          found[2].contains(" --of \(world.size) --digest \(part).digests --data "), "\(audited)")
        #expect(found[3].hasPrefix("1 wrong; 6 of 6 steps drawn, "), "\(audited)")
      }
    }
  }

  @Test("names the rank of a step that was skipped, and refuses what MPI has added")
  func skippedAndSummed() throws {
    try TrainingFolder.with(sampleCount: Self.images) { folder in
      try folder.train(
        [
          "--digest", folder.path("skipped"), "--digest-ranks", "--on-nan", "skip", "--inject",
          "nan:rank=1,step=2",
        ], in: .ranks(2), run: "skips")
      let skipped = try folder.lockstep([
        "audit", "skips", "--digest", "skipped", "--data", folder.data.path, "--on-nan", "skip",
      ])
      #expect(skipped.exitCode == 1, "\(skipped)")
      let found = lines(skipped)
      #expect(found.first?.hasPrefix("Step 2 is wrong: ") == true, "\(skipped)")
      #expect(found.dropFirst().first?.hasPrefix("  rank 1, ") == true, "\(skipped)")
      #expect(
        found.contains {
          $0.contains(" --step 2 --rank 1 --of 2 ") && $0.hasSuffix(" --on-nan skip")
        },
        "\(skipped)")

      let trained = try folder.train(
        ["--digest", folder.path("summed"), "--exchange", "mpi"], in: .ranks(2), run: "sums")
      #expect(errorLines(trained).count { $0.contains("depend on the ranks") } == 1, "\(trained)")
      for command in [["audit", "sums"], ["replay", "sums", "--step", "2"]] {
        let refused = try folder.lockstep(
          command + ["--digest", "summed", "--data", folder.data.path])
        #expect(refused.exitCode == 65, "\(refused)")
        expectOneErrorLine(refused, containing: ["summed: found digests of the exchange mpi"])
      }
    }
  }

  @Test func refusesWhatItCannotAudit() throws {
    try TrainingFolder.with(sampleCount: Self.images) { folder in
      try folder.train(["--epochs", "1", "--digest", folder.path("log")])
      let settings = try #require(try folder.lines("log").first)
      try Data((settings + "\n").utf8).write(to: folder.url.appending(path: "empty"))
      for (arguments, code, words) in [
        (["run", "--digest", "nothing"], 66, ["nothing"]),
        (["run"], 64, ["--digest"]),
        (["run", "--digest", "log", "--steps", "0"], 64, ["--steps is 0", "at least 1"]),
        (["run", "--digest", "empty"], 65, ["empty: found no step"]),
        (["images", "--digest", "log"], 65, ["images", "no checkpoint"]),
      ] as [([String], Int32, [String])] {
        let result = try folder.lockstep(["audit", "--data", folder.data.path] + arguments)
        #expect(result.exitCode == code, "\(arguments): \(result)")
        expectOneErrorLine(result, containing: words)
      }
    }
  }
}
