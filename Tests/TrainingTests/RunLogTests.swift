import FileFormats
import Foundation
import TestSupport
import Testing
import Training

@Suite("RunLog")
struct RunLogTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func lines(_ path: String) throws -> [String] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  @Test("has null for a number that JSON cannot spell")
  func notFinite() throws {
    let path = folder.path("log")
    let log = try RunLog(path, settings: ["learningRate": .number(.infinity)])
    log.write(["epoch": 1, "loss": .number(.nan), "rates": .array([.number(-.infinity), 2])])
    #expect(
      try lines(path)
        == [#"{"learningRate":null}"#, #"{"epoch":1,"loss":null,"rates":[null,2]}"#])
  }

  @Test("leaves a file alone that is no log, and drops half a line")
  func otherFile() throws {
    let notes = Array("my notes\n".utf8)
    let path = try folder.write("notes", notes)
    let error = #expect(throws: TrainingError.self) {
      try RunLog(path, settings: [:], after: (epochs: 1, steps: 1))
    }
    #expect(error?.description.contains("\"my notes\"") == true)
    #expect(try folder.bytes("notes") == notes)
    let torn = try folder.write("torn", Array("{\"epoch\":1}\n{\"epo".utf8))
    _ = try RunLog(torn, settings: ["seed": 0], after: (epochs: 1, steps: 1))
    #expect(try lines(torn) == ["{\"epoch\":1}", "{\"seed\":0}"])
  }

  #if os(Linux)
    @Test("does not end a run where it cannot be written")
    func full() throws {
      var options = RunOptions(log: "/dev/full", logInterval: 1)
      options.digestLog = "/dev/full"
      let history = try SmallProblem.model().fit(
        SmallProblem.samples(16), SmallProblem.oneHot(16), epochs: 2, verbose: .silent,
        options: options)
      #expect(history.epochs == [0, 1])
    }
  #endif

  @Test("of a resumed run keeps what is not done again, and nothing that was cut off")
  func resumed() throws {
    let path = folder.path("log")
    let kept = [
      #"{"model":"mlp"}"#, #"{"loss":2.0,"step":2}"#, #"{"epoch":1}"#, #"{"loss":1.5,"step":4}"#,
    ]
    let repeated = [#"{"loss":1.2,"step":6}"#, #"{"epoch":2}"#, #"{"samplesComputed":[1]}"#]
    let text = (kept + repeated).joined(separator: "\n") + "\n{\"epo"
    try Data(text.utf8).write(to: URL(filePath: path))
    _ = try RunLog(path, settings: ["model": "cnn"], after: (epochs: 1, steps: 5))
    #expect(try lines(path) == kept + [#"{"model":"cnn"}"#])
    _ = try RunLog(path, settings: ["model": "deep"])
    #expect(try lines(path) == [#"{"model":"deep"}"#])
  }
}
