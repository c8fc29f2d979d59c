import FileFormats
import Foundation

/// The text of a progress bar, as in Keras 3.
package struct ProgressLine {
  /// The total number of steps.
  package let target: Int

  package init(target: Int) {
    self.target = target
  }

  private static let width = 20
  private static let narrowestWidth = 5
  private static let escape = "\u{1B}"

  /// Returns the line while steps run: bold count, bar, time left, time per step, running means.
  ///
  /// It takes `columns` at most: the bar is shortened first, then means are omitted, the last ones
  /// first.
  package func running(
    _ done: Int, elapsed: Double, sinceFirst: Double, first: Int = 1, logs: Logs,
    columns: Int? = nil, isStyled: Bool = true
  ) -> String {
    let perStep = Self.perStep(done, elapsed: elapsed, sinceFirst: sinceFirst, first: first)
    let left = perStep * Double(target - done)
    return line(
      done, time: Self.timeLeft(left), perStep: perStep, logs: logs, columns: columns,
      isStyled: isStyled
    ).text
  }

  /// Returns the line after the last step (all steps unless `done` is given), with the elapsed time
  /// instead of the time left.
  ///
  /// Where it is wider than `columns` its bar is shortened, and then it goes on in further lines:
  /// it has all means.
  package func finished(
    _ done: Int? = nil, elapsed: Double, sinceFirst: Double, first: Int = 1, logs: Logs,
    columns: Int? = nil, isStyled: Bool
  ) -> String {
    let done = done ?? target
    let perStep = Self.perStep(done, elapsed: elapsed, sinceFirst: sinceFirst, first: first)
    let time = String(format: "%.0fs", elapsed)
    let whole = line(
      done, time: time, perStep: perStep, logs: logs, columns: nil, isStyled: isStyled)
    guard let columns, whole.text.terminalWidth > columns else { return whole.text }
    let first = line(
      done, time: time, perStep: perStep, logs: logs, columns: columns, isStyled: isStyled)
    var lines = [first.text]
    for part in Self.text(logs).dropFirst(first.meanCount) {
      if lines.count > 1, lines[lines.count - 1].terminalWidth + part.terminalWidth <= columns {
        lines[lines.count - 1] += part
      } else {
        lines.append(" " + part)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// Returns the line of `verbose: 2`: `469/469 - 1s - 1ms/step - accuracy: 0.9290 - loss: 0.2495`.
  package func plain(
    _ done: Int? = nil, elapsed: Double, sinceFirst: Double, first: Int = 1, logs: Logs
  ) -> String {
    let done = done ?? target
    let perStep = Self.perStep(done, elapsed: elapsed, sinceFirst: sinceFirst, first: first)
    let time = String(format: "%.0fs", elapsed)
    return "\(done)/\(target) - \(time) - \(Self.stepTime(perStep))" + Self.text(logs).joined()
  }

  /// Returns the line, and how many means are in it.
  private func line(
    _ done: Int, time: String, perStep: Double, logs: Logs, columns: Int?, isStyled: Bool
  ) -> (text: String, meanCount: Int) {
    let digits = String(target).count
    let count = String(repeating: " ", count: max(0, digits - String(done).count))
    let counter = "\(count)\(done)/\(target)"
    let stepTime = Self.stepTime(perStep)
    let room = columns.map { $0 - counter.count - time.count - stepTime.count - 3 } ?? .max
    var means = Self.text(logs)
    func excess() -> Int { means.reduce(Self.width) { $0 + $1.terminalWidth } - room }
    while !means.isEmpty, excess() > Self.width - Self.narrowestWidth { means.removeLast() }
    let width = columns == nil ? Self.width : max(0, min(Self.width, Self.width - excess()))
    let full = target == 0 ? width : width * done / target
    let filled = String(repeating: "━", count: full)
    let rest = stepTime + means.joined()
    guard isStyled else {
      let empty = String(repeating: "─", count: width - full)
      let line = "\(counter) \(filled)\(empty) \(time) \(rest)"
      return (columns.map { String(line.prefix($0)) } ?? line, means.count)
    }
    // Not even a bar fits: nothing is cut within an escape.
    if let columns, room < 0 { return (String(counter.prefix(columns)), 0) }
    let empty = String(repeating: "━", count: width - full)
    let e = Self.escape
    let green = full > 0 ? "\(e)[32m\(filled)\(e)[0m" : ""
    let bar = "\(green)\(e)[37m\(empty)\(e)[0m"
    return ("\(e)[1m\(counter)\(e)[0m \(bar) \(e)[1m\(time)\(e)[0m \(rest)", means.count)
  }

  /// Returns the seconds per step, excluding the first steps, a warm-up, where there are more.
  ///
  /// `first` steps were done together when the first ones were reported, `sinceFirst` seconds ago.
  private static func perStep(
    _ done: Int, elapsed: Double, sinceFirst: Double, first: Int
  ) -> Double {
    done > first ? sinceFirst / Double(done - first) : elapsed / Double(max(done, 1))
  }

  private static func timeLeft(_ seconds: Double) -> String {
    let whole = Int(seconds)
    if whole > 3_600 {
      return String(format: "%d:%02d:%02d", whole / 3_600, whole % 3_600 / 60, whole % 60)
    }
    if whole > 60 { return String(format: "%d:%02d", whole / 60, whole % 60) }
    return "\(whole)s"
  }

  private static func stepTime(_ seconds: Double) -> String {
    if seconds >= 1 || seconds == 0 { return String(format: "%.0fs/step", seconds) }
    if seconds >= 1e-3 { return String(format: "%.0fms/step", seconds * 1e3) }
    return String(format: "%.0fus/step", seconds * 1e6)
  }

  /// Each number's part of the line.
  private static func text(_ logs: Logs) -> [String] {
    logs.entries.map { name, value in
      let format = abs(value) > 1e-3 ? "%.4f" : "%.4e"
      return " - \(name.onOneLine(limit: 60)): " + String(format: format, value)
    }
  }
}

extension String {
  /// The columns that it takes on a terminal: none for what sets colours, two for a wide character
  /// of East Asia, none for a mark that combines with the one before.
  fileprivate var terminalWidth: Int {
    var width = 0
    var isInEscape = false
    for scalar in unicodeScalars {
      if isInEscape {
        isInEscape = scalar != "m"
      } else if scalar == "\u{1B}" {
        isInEscape = true
      } else {
        width += scalar.terminalWidth
      }
    }
    return width
  }
}

extension Unicode.Scalar {
  fileprivate var terminalWidth: Int {
    // The first combining mark.
    guard value >= 0x300 else { return 1 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch value {
    case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f,
      0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd:
      return 2
    default: return 1
    }
  }
}

/// A terminal line that is redrawn at most twenty times a second.
final class LineDrawer {
  private let terminal: Terminal
  private let line: ProgressLine
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  /// The first report: the number of steps done, and when.
  private var first: (done: Int, time: ContinuousClock.Instant)?
  private var lastDrawing: ContinuousClock.Instant?
  private var lastWidth = 0
  private var done = 0

  init(target: Int, on terminal: Terminal) {
    self.terminal = terminal
    line = ProgressLine(target: target)
    start = clock.now
  }

  /// Records the number of completed steps; redraws if requested and due.
  func advance(to done: Int, logs: @autoclosure () -> Logs, draws: Bool) {
    let now = clock.now
    self.done = done
    if first == nil { first = (done, now) }
    guard draws, terminal.isInteractive else { return }
    if let lastDrawing, now - lastDrawing < .milliseconds(50) { return }
    lastDrawing = now
    draw(
      line.running(
        done, elapsed: (now - start).seconds, sinceFirst: sinceFirst(now), first: firstDone,
        logs: logs(), columns: columns, isStyled: terminal.hasColors))
  }

  /// Draws the last state and ends the line.
  func finish(_ logs: Logs) {
    let now = clock.now
    let text = line.finished(
      done, elapsed: (now - start).seconds, sinceFirst: sinceFirst(now), first: firstDone,
      logs: logs, columns: terminal.isInteractive ? columns : nil, isStyled: terminal.hasColors)
    if terminal.isInteractive { draw(text) } else { terminal.write(text) }
    terminal.write("\n")
  }

  /// Writes the line of `verbose: 2`.
  func finishPlainly(_ logs: Logs) {
    let now = clock.now
    terminal.write(
      line.plain(
        done, elapsed: (now - start).seconds, sinceFirst: sinceFirst(now), first: firstDone,
        logs: logs)
        + "\n")
  }

  private var firstDone: Int { first?.done ?? 1 }

  private func sinceFirst(_ now: ContinuousClock.Instant) -> Double {
    (now - (first?.time ?? now)).seconds
  }

  /// The most columns of a line that is drawn over.
  ///
  /// A wider one scrolls with every drawing; some terminals break behind the last column.
  private var columns: Int { max(1, (terminal.columns ?? 80) - 1) }

  private func draw(_ text: String) {
    let lines = text.split(separator: "\n", maxSplits: 1).map(String.init)
    let width = lines[0].terminalWidth
    let padding = String(repeating: " ", count: max(0, min(lastWidth, columns) - width))
    terminal.write("\r" + ([lines[0] + padding] + lines.dropFirst()).joined(separator: "\n"))
    lastWidth = width
  }
}
