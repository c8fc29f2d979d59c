import Foundation
import TestSupport
import Testing

/// What `train` prints where standard output is no terminal; rank 0 alone prints.
@Suite("train's output")
struct TrainCommandOutputTests {
  private static let worlds: [World] = [.solo, .ranks(3)]

  /// Two epochs of three steps, then a test set of four bars' steps.
  private func lines(
    _ arguments: [String], epochs: Int = 2, in world: World
  ) throws -> [String] {
    try TrainingFolder.with(sampleCount: 120) { folder in
      let result = try folder.train(
        ["--epochs", "\(epochs)", "--batch-size", "50"] + arguments, in: world)
      #expect(!result.standardOutput.contains("\u{1B}"), "escapes: \(result)")
      #expect(!result.standardOutput.replacing("\r\n", with: "").contains("\r"), "\(result)")
      #expect(errorLines(result) == [], "\(result)")
      return result.standardOutput.split(whereSeparator: \.isNewline).map {
        String($0.replacing(folder.url.path, with: "FOLDER"))
      }
    }
  }

  private func expect(
    _ found: [String], matches expected: [Regex<Substring>],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.count == expected.count, "\(found)", sourceLocation: sourceLocation)
    for (line, pattern) in zip(found, expected) {
      let matches = line.wholeMatch(of: pattern) != nil
      #expect(matches, "unexpected line: \(line)", sourceLocation: sourceLocation)
    }
  }

  private var result: [Regex<Substring>] {
    [/Test accuracy: [01]\.[0-9]+/, /Checkpoint: FOLDER\/run\/step-00000006\.safetensors/]
  }

  @Test("is only the result with --verbose 0", arguments: worlds)
  func silent(world: World) throws {
    try expect(lines(["--verbose", "0"], in: world), matches: result)
  }

  @Test("is a whole bar for each epoch, and one for the test set", arguments: worlds)
  func bar(world: World) throws {
    let training =
      /3\/3 ━{20} [0-9]+s [0-9]+(?:s|ms|us)\/step - accuracy: [0-9.]{6} - loss: [0-9.]{6}/
    let test =
      /4\/4 ━{20} [0-9]+s [0-9]+(?:s|ms|us)\/step - accuracy: [0-9.]{6} - loss: [0-9.]{6}/
    try expect(
      lines(["--verbose", "1"], in: world),
      matches: [/Epoch 1\/2/, training, /Epoch 2\/2/, training, test] + result)
  }

  @Test("is a line for each epoch with --verbose 2, with validation's numbers", arguments: worlds)
  func line(world: World) throws {
    let training =
      /3\/3 - [0-9]+s - [0-9]+(?:s|ms|us)\/step - accuracy: [0-9.]{6} - loss: [0-9.]{6}.*/
    let validation = /.* - loss: [0-9.]{6} - val_accuracy: [0-9.]{6} - val_loss: [0-9.]{6}/
    let test = /4\/4 - [0-9]+s - .*\/step - accuracy: [0-9.]{6} - loss: [0-9.]{6}/
    let found = try lines(["--verbose", "2", "--validate"], in: world)
    expect(
      found, matches: [/Epoch 1\/2/, training, /Epoch 2\/2/, training, test] + result)
    for index in [1, 3] where found.indices.contains(index) {
      let matches = found[index].wholeMatch(of: validation) != nil
      #expect(matches, "no validation: \(found[index])")
    }
  }

  @Test("does not count a single epoch")
  func singleEpoch() throws {
    let found = try lines(["--verbose", "2"], epochs: 1, in: .solo)
    #expect(found.count == 4 && !found[0].contains("Epoch"), "\(found)")
  }

  @Test("labels results on the synthetic digits")
  func syntheticDigits() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let arguments = ["--data", "digits", "--train-samples", "64", "--epochs", "1"]
      let trained = try folder.lockstep(
        ["train", "--verbose", "0", "--checkpoint-dir", "run"] + arguments)
      #expect(trained.exitCode == 0, "\(trained)")
      #expect(
        trained.standardOutput.hasPrefix("Test accuracy (synthetic digits): "), "\(trained)")
      let evaluated = try folder.lockstep([
        "evaluate", "run/step-00000001.safetensors", "--data", "digits", "--verbose", "0",
      ])
      #expect(
        evaluated.standardOutput.contains("Test loss (synthetic digits): "), "\(evaluated)")
    }
  }
}
