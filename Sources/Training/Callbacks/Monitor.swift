import Engine
import Layers

/// Which number of the logs is watched, and which way is better.
public struct Monitor: Sendable, Equatable {
  /// Which way a number gets better.
  public enum Mode: String, Sendable, CaseIterable {
    /// Down for losses, and up for the metrics that count hits.
    case auto
    /// Down.
    case min
    /// Up.
    case max
  }

  /// The number's name in the logs: `val_loss`.
  package let name: String
  /// Which way is better.
  package let mode: Mode

  /// A number of the logs.
  package init(_ name: String, mode: Mode = .auto) {
    self.name = name
    self.mode = mode
  }
}

/// The comparison of a monitored number with the best so far.
///
/// Source: Keras 3, `MonitorCallback`: a number improves on another if it is strictly better by
/// more than `minDelta`, compared in single precision; and on nothing in any case, NaN included.
struct Improvement {
  private let isUp: Bool
  private let minDelta: Double

  init(isUp: Bool, minDelta: Double = 0) {
    self.isUp = isUp
    self.minDelta = abs(minDelta)
  }

  func callAsFunction(_ value: Double, over reference: Double?) -> Bool {
    guard let reference else { return true }
    return isUp
      ? Float(value - minDelta) > Float(reference) : Float(value + minDelta) < Float(reference)
  }
}

/// Which way each number of a run's logs gets better.
package struct MonitorDirections: Sendable, Equatable {
  /// The names of the logs, in order.
  let names: [String]
  /// The names of metrics that do not say which way is better.
  private let undirected: Set<String>
  /// The names of metrics of which less is better.
  private let falling: Set<String>

  package init(names: [String], undirected: Set<String> = [], falling: Set<String> = []) {
    self.names = names
    self.undirected = undirected
    self.falling = falling
  }

  /// Whether a monitored number gets better upwards.
  ///
  /// - Parameters:
  ///   - monitor: The number.
  ///   - owner: What monitors it, for the error.
  /// - Returns: true for up.
  /// - Throws: `TrainingError.invalidValue` where the logs have no such number, which lists those
  ///   they have, and where nothing says which way is better.
  func isUp(_ monitor: Monitor, of owner: String) throws(TrainingError) -> Bool {
    guard names.contains(monitor.name) else {
      throw .invalidValue(
        of: "monitor of \(owner)",
        expected: "one of \(names.joined(separator: ", "))"
          + (names.contains { $0.hasPrefix("val_") } ? "" : "; those of val_ need validation data"),
        found: monitor.name)
    }
    switch monitor.mode {
    case .max: return true
    case .min: return false
    case .auto:
      guard !undirected.contains(monitor.name) else {
        throw .invalidValue(
          of: "mode of \(owner)",
          expected: "min or max: \(monitor.name) does not say which is better",
          found: "auto")
      }
      return monitor.name != "loss" && !monitor.name.hasSuffix("_loss")
        && !falling.contains(monitor.name)
    }
  }
}
