import Engine
import Foundation

/// What `fit` and `evaluate` print, on rank 0: Keras's `verbose`, whose numbers may be written.
public enum Verbosity: Int, Sendable, CaseIterable {
  /// Nothing.
  case silent = 0
  /// A bar for each epoch; where standard output is no terminal, its last state.
  case bar = 1
  /// A line for each epoch.
  case line = 2

  /// The callbacks that print it; warnings are logged in any case.
  package var callbacks: [any Callback] {
    self == .silent ? [Warnings()] : [ProgressBar(self), Warnings()]
  }
}

extension Verbosity: ExpressibleByIntegerLiteral {
  /// Keras's number: 0 prints nothing, 1 bars, and every other number lines.
  public init(integerLiteral number: Int) { self = Verbosity(rawValue: number) ?? .line }
}

/// Prints each epoch's progress in Keras's manner.
package final class ProgressBar: Callback {
  private let terminal = Terminal.standardOutput
  private let verbosity: Verbosity
  private var drawer: LineDrawer?

  /// A bar, or a line for each epoch.
  package init(_ verbosity: Verbosity = .bar) {
    self.verbosity = verbosity
  }

  /// Begins the epoch's line.
  package func epochBegan(_ epoch: Int, of run: RunContext) {
    guard verbosity != .silent else { return }
    if run.epochs > 1 { terminal.write("Epoch \(epoch + 1)/\(run.epochs)\n") }
    drawer = LineDrawer(target: run.stepsPerEpoch, on: terminal)
  }

  /// Draws the bar anew, at most twenty times a second.
  package func stepEnded(_ report: BatchReport, of run: RunContext) {
    drawer?.advance(to: report.doneSteps, logs: report.logs, draws: verbosity == .bar)
  }

  /// Ends the epoch's line.
  package func epochEnded(_ report: EpochReport, of run: RunContext) {
    switch verbosity {
    case .silent: break
    case .bar: drawer?.finish(report.logs)
    case .line: drawer?.finishPlainly(report.logs)
    }
  }
}

/// Prints an evaluation's progress in Keras's manner.
final class EvaluationBar {
  private let drawer: LineDrawer
  private let batchSize: Int
  private let verbosity: Verbosity

  init(sampleCount: Int, batchSize: Int, verbose verbosity: Verbosity) {
    let steps = (sampleCount + batchSize - 1) / batchSize
    drawer = LineDrawer(target: steps, on: .standardOutput)
    self.batchSize = batchSize
    self.verbosity = verbosity
  }

  func advance(to sampleCount: Int, _ means: Scores.Means) {
    drawer.advance(
      to: (sampleCount + batchSize - 1) / batchSize, logs: Logs(means),
      draws: verbosity == .bar)
  }

  func finish(_ means: Scores.Means) {
    switch verbosity {
    case .silent: break
    case .bar: drawer.finish(Logs(means))
    case .line: drawer.finishPlainly(Logs(means))
    }
  }
}
