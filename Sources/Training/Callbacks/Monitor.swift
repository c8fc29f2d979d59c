package import Engine
import Layers

/// A monitored number of the logs, and the direction of its improvement.
public struct Monitor: Sendable, Equatable {
  /// The direction of improvement.
  public enum Mode: String, Sendable, CaseIterable {
    /// `min` for losses, and `max` for metrics that count correct predictions.
    case auto
    /// Lower is better.
    case min
    /// Higher is better.
    case max
  }

  /// The number's name in the logs: `val_loss`.
  package let name: String
  /// The direction of improvement.
  package let mode: Mode

  /// Creates a monitor of a number of the logs.
  package init(_ name: String, mode: Mode = .auto) {
    self.name = name
    self.mode = mode
  }
}

/// The comparison of a monitored number with the best so far.
///
/// Source: Keras 3, `MonitorCallback`: a number improves on another if it is strictly better by
/// more than `minDelta`, compared in single precision; any number, including NaN, improves on no
/// number.
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

/// The direction of improvement of each number of a run's logs.
package struct MonitorDirections: Sendable, Equatable {
  /// The names of the logs, in order.
  let names: [String]
  /// The names of metrics without a known direction.
  private let undirected: Set<String>
  /// The names of metrics where lower is better.
  private let falling: Set<String>

  package init(names: [String], undirected: Set<String> = [], falling: Set<String> = []) {
    self.names = names
    self.undirected = undirected
    self.falling = falling
  }

  /// The directions of a run's numbers.
  ///
  /// - Parameters:
  ///   - scores: The sums of each epoch.
  ///   - validates: Whether validation data are evaluated after each epoch.
  package init(_ scores: Scores, validates: Bool) {
    let training = scores.names.sorted()
    func logged(_ names: [String]) -> [String] {
      names + (validates ? names.map { "val_" + $0 } : [])
    }
    self.init(
      names: logged(training),
      undirected: Set(logged(training.filter { scores.direction(of: $0) == nil })),
      falling: Set(logged(training.filter { scores.direction(of: $0) == .down })))
  }

  /// Returns whether higher is better for a monitored number.
  ///
  /// - Parameters:
  ///   - monitor: The number.
  ///   - owner: The name of the callback, for the error.
  /// - Returns: True for higher.
  /// - Throws: `TrainingError.invalidValue` when the logs have no such number, listing those they
  ///   have, or when its direction is unknown.
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
