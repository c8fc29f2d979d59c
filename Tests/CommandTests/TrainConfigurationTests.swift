import FileFormats
import Foundation
import TestSupport
import Testing

@testable import LockstepCommand

@Suite("lockstep train --config")
struct TrainConfigurationTests {
  @Test("has a setting for every option of train")
  func isComplete() throws {
    let result = try Job.solo("lockstep", ["--experimental-dump-help"])
    #expect(result.exitCode == 0, "\(result)")
    let help = try JSON(parsing: Array(result.standardOutput.utf8)[...])
    let train = help["command"]?["subcommands"]?.arrayValue?
      .first { $0["commandName"]?.stringValue == "train" }
    let options = try #require(train?["arguments"]?.arrayValue)
    let names = options.compactMap { option in
      option["names"]?.arrayValue?.first { $0["kind"]?.stringValue == "long" }?["name"]?
        .stringValue
    }
    let others: Set = ["help", "version", "config", "print-config"]
    #expect(names.filter { !others.contains($0) } == TrainSetting.all.map(\.name))
    // A flag has no value.
    for option in options {
      let name = option["names"]?[0]?["name"]?.stringValue ?? ""
      guard let setting = TrainSetting.all.first(where: { $0.name == name }) else { continue }
      #expect((option["kind"]?.stringValue == "flag") == (setting.kind == .flag), "\(name)")
      #expect((option["isRepeating"]?.boolValue == true) == (setting.kind == .texts), "\(name)")
    }
  }

  @Test("prints what it reads")
  func roundTrip() throws {
    try withTemporaryDirectory { url in
      let given = [
        "--epochs", "3", "--data", "digits", "--learning-rate", "0.003", "--validate",
        "--seed", "18446744073709551615", "--checkpoint-every", "500", "--inject",
        "kill:rank=2,step=3", "--inject", "nan:step=2", "--label-column=-1",
      ]
      let first = try Job.solo("lockstep", ["train", "--print-config"] + given, directory: url)
      #expect(first.exitCode == 0 && first.standardError.isEmpty, "\(first)")
      for line in [
        #"  "epochs": 3,"#, #"  "learning-rate": 0.003,"#, #"  "validate": true,"#,
        #"  "seed": "18446744073709551615","#, #"  "model": "mlp","#,
        #"  "inject": ["kill:rank=2,step=3","nan:step=2"],"#,
      ] { #expect(first.standardOutput.contains(line), "\(line): \(first)") }
      try Data(first.standardOutput.utf8).write(to: url.appending(path: "run.json"))
      for form in [["--config", "run.json"], ["--config=run.json"]] {
        let second = try Job.solo("lockstep", ["train", "--print-config"] + form, directory: url)
        #expect(second.exitCode == 0, "\(second)")
        #expect(second.standardOutput == first.standardOutput)
      }
      let other = try Job.solo(
        "lockstep", ["train", "--epochs=5", "--config", "run.json", "--print-config"],
        directory: url)
      #expect(other.standardOutput.contains(#""epochs": 5,"#), "\(other)")
      #expect(other.standardOutput.contains(#""learning-rate": 0.003,"#), "\(other)")
      #expect(other.standardError.isEmpty, "\(other)")
    }
  }

  @Test("turns flags of the file off as the command line says, and refuses both at once")
  func flags() throws {
    try withTemporaryDirectory { url in
      try Data(#"{"validate": true, "no-shuffle": true, "times": true}"#.utf8)
        .write(to: url.appending(path: "run.json"))
      let result = try Job.solo(
        "lockstep",
        ["train", "--config", "run.json", "--no-validate", "--shuffle", "--print-config"],
        directory: url)
      #expect(result.exitCode == 0, "\(result)")
      for (name, isSet) in [("validate", false), ("no-shuffle", false), ("times", true)] {
        #expect(result.standardOutput.contains("\"\(name)\": true") == isSet, "\(name)")
      }
      let both = try Job.solo(
        "lockstep", ["train", "--validate", "--no-validate"], directory: url)
      #expect(both.exitCode == 64, "\(both)")
      expectOneErrorLine(
        both, containing: ["--no-validate is both; expected it or --validate"])
    }
  }

  @Test("trains as the options do, on any number of ranks", arguments: [World.solo, .ranks(2)])
  func trains(world: World) throws {
    try TrainingFolder.with(sampleCount: 64) { folder in
      try folder.train(["--epochs", "2", "--batch-size", "16", "--no-shuffle"], run: "options")
      try Data(
        #"{"epochs": 9, "batch-size": 16, "no-shuffle": true, "resume": false}"#.utf8
      ).write(to: folder.url.appending(path: "run.json"))
      try folder.train(["--config", folder.path("run.json"), "--epochs", "2"], in: world)
      #expect(try folder.checkpoints() == folder.checkpoints(run: "options"))
    }
  }

  @Test("names a setting that is unknown or of another kind, and what would do")
  func errors() throws {
    try withTemporaryDirectory { url in
      for (text, code, words) in [
        (#"{"epoch": 3}"#, 64, ["run.json: unknown setting epoch", "did you mean epochs?"]),
        (#"{"batch_size": 3}"#, 64, ["did you mean batch-size?"]),
        (#"{"wings": 2}"#, 64, ["unknown setting wings", "lockstep train --help"]),
        (#"{"config": "a"}"#, 64, ["unknown setting config"]),
        (#"{"epochs": "3"}"#, 64, [#"run.json: epochs is "3""#, "a whole number, without quotes"]),
        (
          #"{"seed": 18446744073709551615}"#, 64,
          ["run.json: seed is ", "a whole number; one above 9223372036854775807 in quotes"]
        ),
        ("", 65, ["run.json: found an empty file", "lockstep train --print-config"]),
        (#"{"epochs": 2.5}"#, 64, ["epochs is 2.5"]),
        (#"{"epochs": null}"#, 64, ["epochs is null"]),
        (#"{"validate": "yes"}"#, 64, ["true or false, without quotes"]),
        (#"{"learning-rate": true}"#, 64, ["a number, without quotes"]),
        (#"{"optimizer": true}"#, 64, ["a text in quotes"]),
        (#"{"metrics": ["mae"]}"#, 64, ["one text"]),
        (#"{"inject": true}"#, 64, ["a list of texts"]),
        (#"{"validation-split": 0.1, "validate": true}"#, 64, ["--validation-split", "both"]),
        ("[]", 64, ["run.json: found no object", "--print-config"]),
        ("{", 65, ["run.json"]),
      ] as [(String, Int32, [String])] {
        try Data(text.utf8).write(to: url.appending(path: "run.json"))
        let result = try Job.solo("lockstep", ["train", "--config", "run.json"], directory: url)
        #expect(result.exitCode == code, "\(text): \(result)")
        expectOneErrorLine(result, containing: words)
      }
      for (arguments, code, words) in [
        (["--config", "none.json"], 66, ["none.json"]), (["--config"], 64, ["--config"]),
        (["--config", ""], 66, ["the path is empty"]),
        (["--config", "run.json", "--config", "b.json"], 64, ["one file"]),
      ] as [([String], Int32, [String])] {
        let result = try Job.solo("lockstep", ["train"] + arguments, directory: url)
        #expect(result.exitCode == code, "\(arguments): \(result)")
        expectOneErrorLine(result, containing: words)
      }
    }
  }
}
