import Lockstep
import Testing

/// The texts are Keras 3's, character by character.
@Suite("ProgressLine")
struct ProgressLineTests {
  private let logs = Logs(["loss": 0.2495, "accuracy": 0.929])
  private let line = ProgressLine(target: 469)

  private func bar(_ count: Int) -> String { String(repeating: "━", count: count) }

  @Test("is all white at first: count padded, bold")
  func start() {
    #expect(
      line.running(5, elapsed: 1, sinceFirst: 0.4, logs: logs)
        == "\u{1B}[1m  5/469\u{1B}[0m \u{1B}[37m\(bar(20))\u{1B}[0m "
        + "\u{1B}[1m46s\u{1B}[0m 100ms/step - accuracy: 0.9290 - loss: 0.2495")
  }

  @Test("is green as far as steps are done")
  func middle() {
    #expect(
      line.running(235, elapsed: 3, sinceFirst: 2.34, logs: logs)
        == "\u{1B}[1m235/469\u{1B}[0m \u{1B}[32m\(bar(10))\u{1B}[0m\u{1B}[37m\(bar(10))\u{1B}[0m "
        + "\u{1B}[1m2s\u{1B}[0m 10ms/step - accuracy: 0.9290 - loss: 0.2495")
  }

  @Test("is all green at the end, with the time that was taken")
  func end() {
    #expect(
      line.finished(elapsed: 4.6, sinceFirst: 4.68, logs: logs, isStyled: true)
        == "\u{1B}[1m469/469\u{1B}[0m \u{1B}[32m\(bar(20))\u{1B}[0m\u{1B}[37m\u{1B}[0m "
        + "\u{1B}[1m5s\u{1B}[0m 10ms/step - accuracy: 0.9290 - loss: 0.2495")
  }

  @Test("has no escapes where it is not redrawn")
  func unstyled() {
    #expect(
      line.finished(elapsed: 4.6, sinceFirst: 4.68, logs: logs, isStyled: false)
        == "469/469 \(bar(20)) 5s 10ms/step - accuracy: 0.9290 - loss: 0.2495")
  }

  /// A line that is wider than its terminal scrolls with every drawing.
  @Test(
    "is no wider than it may be: the bar is shorter, then the last numbers are omitted",
    arguments: [
      (73, "235/469 ━━━━━━━━━───────── 2s 10ms/step - accuracy: 0.9290 - loss: 0.2495"),
      (72, "235/469 ━━━━━━━━───────── 2s 10ms/step - accuracy: 0.9290 - loss: 0.2495"),
      (60, "235/469 ━━─── 2s 10ms/step - accuracy: 0.9290 - loss: 0.2495"),
      (59, "235/469 ━━━━━━━━━────────── 2s 10ms/step - accuracy: 0.9290"),
      (57, "235/469 ━━━━━━━━───────── 2s 10ms/step - accuracy: 0.9290"),
      (40, "235/469 ━━━━━━━━━────────── 2s 10ms/step"),
      (25, "235/469 ━━── 2s 10ms/step"),
      (5, "235/4"),
    ])
  func columns(columns: Int, expected: String) {
    let text = line.running(
      235, elapsed: 3, sinceFirst: 2.34, logs: logs, columns: columns, isStyled: false)
    #expect(text.count <= columns)
    #expect(text == expected)
    let styled = line.running(
      235, elapsed: 3, sinceFirst: 2.34, logs: logs, columns: columns, isStyled: true)
    let plain = styled.replacing(/\u{1B}\[[0-9]*m/, with: "")
    #expect(plain.count <= columns, "\(plain)")
  }

  @Test(
    "at its end has every number, in further lines where it is wider than it may be",
    arguments: [
      (75, ["469/469 ━━━━━━━━━━━━━━━━━━━━ 5s 10ms/step - accuracy: 0.9290 - loss: 0.2495"]),
      (60, ["469/469 ━━━━━ 5s 10ms/step - accuracy: 0.9290 - loss: 0.2495"]),
      (50, ["469/469 ━━━━━━━━━━ 5s 10ms/step - accuracy: 0.9290", "  - loss: 0.2495"]),
      (40, ["469/469 ━━━━━━━━━━━━━━━━━━━ 5s 10ms/step", "  - accuracy: 0.9290 - loss: 0.2495"]),
      (25, ["469/469 ━━━━ 5s 10ms/step", "  - accuracy: 0.9290", "  - loss: 0.2495"]),
    ])
  func lastColumns(columns: Int, expected: [String]) {
    for isStyled in [false, true] {
      let text = line.finished(
        elapsed: 4.6, sinceFirst: 4.68, logs: logs, columns: columns, isStyled: isStyled)
      let plain = text.replacing(/\u{1B}\[[0-9]*m/, with: "")
      #expect(plain == expected.joined(separator: "\n"))
    }
  }

  @Test("counts two columns for a wide character")
  func wideCharacters() {
    let text = line.running(
      1, elapsed: 1, sinceFirst: 0, logs: Logs(["精度精度": 1]), columns: 50, isStyled: false)
    #expect(text == "  1/469 ────────── 7:48 1s/step - 精度精度: 1.0000")
  }

  @Test("is short for verbose 2")
  func plain() {
    // A run that was stopped after 20 steps.
    #expect(
      ProgressLine(target: 469).plain(20, elapsed: 1, sinceFirst: 0.019, logs: Logs([:]))
        == "20/469 - 1s - 1ms/step")
    #expect(
      line.plain(elapsed: 1, sinceFirst: 0.468, logs: logs)
        == "469/469 - 1s - 1ms/step - accuracy: 0.9290 - loss: 0.2495")
  }

  @Test(
    "pads the count to the target's width",
    arguments: [(1, 9, "1/9"), (7, 10, " 7/10"), (10, 10, "10/10"), (99, 12_345, "   99/12345")])
  func count(done: Int, target: Int, expected: String) {
    let text = ProgressLine(target: target).running(
      done, elapsed: 1, sinceFirst: 1, logs: Logs([:]))
    #expect(text.hasPrefix("\u{1B}[1m\(expected)\u{1B}[0m "), "\(text)")
  }

  @Test("fills the bar by whole parts of twenty", arguments: [(1, 0), (4, 0), (5, 1), (99, 19)])
  func width(done: Int, green: Int) {
    let text = ProgressLine(target: 100).running(
      done, elapsed: 1, sinceFirst: 1, logs: Logs([:]))
    #expect(text.contains("\u{1B}[37m\(bar(20 - green))\u{1B}[0m"), "\(text)")
    #expect(text.count { $0 == "━" } == 20, "\(text)")
  }

  /// Two of 102 steps are done, so a hundred times a step's time is left.
  @Test(
    "shows the time left in seconds, minutes or hours",
    arguments: [
      (0.001, "0s"), (0.599, "59s"), (0.6, "60s"), (0.61, "1:01"), (7.25, "12:05"),
      (36.0, "60:00"), (36.01, "1:00:01"), (372.99, "10:21:39"),
    ])
  func timeLeft(perStep: Double, expected: String) {
    let text = ProgressLine(target: 102).running(
      2, elapsed: 99, sinceFirst: perStep, logs: Logs([:]))
    #expect(text.contains(" \u{1B}[1m\(expected)\u{1B}[0m "), "\(text)")
  }

  @Test(
    "shows a step's time in seconds, milliseconds or microseconds",
    arguments: [
      (0, "0s"), (12.6, "13s"), (1, "1s"), (0.999, "999ms"), (0.001, "1ms"), (0.000_999, "999us"),
      (0.000_000_4, "0us"),
    ])
  func stepTime(perStep: Double, expected: String) {
    let text = ProgressLine(target: 3).plain(
      elapsed: 1, sinceFirst: 2 * perStep, logs: Logs([:]))
    #expect(text == "3/3 - 1s - \(expected)/step")
  }

  @Test("excludes the first step from a step's time, unless it is the only one")
  func firstStep() {
    let only = ProgressLine(target: 1).plain(elapsed: 3, sinceFirst: 0, logs: Logs([:]))
    #expect(only == "1/1 - 3s - 3s/step")
    let two = ProgressLine(target: 2).plain(elapsed: 3, sinceFirst: 0.25, logs: Logs([:]))
    #expect(two == "2/2 - 3s - 250ms/step")
  }

  @Test("excludes the steps that were reported together first, unless there are no others")
  func firstSteps() {
    let line = ProgressLine(target: 7)
    let only = line.plain(elapsed: 3.5, sinceFirst: 0.000_007, first: 7, logs: Logs([:]))
    #expect(only == "7/7 - 4s - 500ms/step")
    let more = line.plain(elapsed: 3, sinceFirst: 0.5, first: 5, logs: Logs([:]))
    #expect(more == "7/7 - 3s - 250ms/step")
  }

  @Test(
    "writes small values with an exponent",
    arguments: [
      (0.5, "0.5000"), (12.345_67, "12.3457"), (0.001_01, "0.0010"), (0.001, "1.0000e-03"),
      (0.000_123_4, "1.2340e-04"), (0, "0.0000e+00"), (-0.25, "-0.2500"),
    ])
  func values(value: Double, expected: String) {
    let text = ProgressLine(target: 1).plain(
      elapsed: 1, sinceFirst: 0, logs: Logs(["loss": value]))
    #expect(text == "1/1 - 1s - 1s/step - loss: \(expected)")
  }

  @Test("puts validation behind training, each in alphabetical order")
  func order() {
    let logs = Logs(["loss": 1, "accuracy": 1], validation: ["loss": 1, "accuracy": 1])
    #expect(logs.entries.map(\.name) == ["accuracy", "loss", "val_accuracy", "val_loss"])
  }
}
