import Engine
import Foundation

/// The output of `fit`, `evaluate` and callbacks on rank 0: Keras's `verbose`, also as a number.
///
/// Callbacks print their messages unless it is `silent`.
public enum Verbosity: Int, Sendable, CaseIterable {
  /// No output.
  case silent = 0
  /// A progress bar for each epoch; only its final state where standard output is not a terminal.
  case bar = 1
  /// A line for each epoch.
  case line = 2

  /// The callbacks that print the output; warnings are always logged.
  package var callbacks: [any Callback] {
    self == .silent ? [Warnings()] : [ProgressBar(self), Warnings()]
  }
}

extension Verbosity: ExpressibleByIntegerLiteral {
  /// Creates the verbosity from Keras's number: 0 for no output, 1 for bars, any other number for
  /// lines.
  public init(integerLiteral number: Int) { self = Verbosity(rawValue: number) ?? .line }
}

extension Verbosity: ExpressibleByBooleanLiteral {
  /// Creates the verbosity from Keras's `False`, for no output, or `True`, for bars or messages.
  public init(booleanLiteral isVerbose: Bool) { self.init(isVerbose) }

  /// Creates the verbosity of no output, or of bars or messages.
  public init(_ isVerbose: Bool) { self = isVerbose ? .bar : .silent }
}

/// A callback that prints each epoch's progress like Keras.
package final class ProgressBar: Callback {
  private let terminal = Terminal.standardOutput
  private let verbosity: Verbosity
  private var drawer: LineDrawer?

  /// Creates a callback that prints a bar, or a line for each epoch.
  package init(_ verbosity: Verbosity = .bar) {
    self.verbosity = verbosity
  }

  /// Starts the epoch's line.
  package func epochBegan(_ epoch: Int, of run: RunContext) {
    guard verbosity != .silent else { return }
    if run.epochs > 1 { terminal.write("Epoch \(epoch + 1)/\(run.epochs)\n") }
    drawer = LineDrawer(target: run.stepsPerEpoch, on: terminal)
  }

  /// Redraws the bar, at most twenty times a second.
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

/// A bar of an evaluation's progress like Keras's.
final class EvaluationBar {
  private let drawer: LineDrawer
  private let batchSize: Int
  private let verbosity: Verbosity

  init(sampleCount: Int, batchSize: Int, verbose verbosity: Verbosity) {
    // A batch is at most all samples, so that no sum overflows.
    self.batchSize = min(batchSize, max(sampleCount, 1))
    let steps = (sampleCount + self.batchSize - 1) / self.batchSize
    drawer = LineDrawer(target: steps, on: .standardOutput)
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
