/// The history of a training that `fit` returns: logs by epoch.
///
/// Source: Keras 3, `History`.
public struct History: Sendable, Equatable {
  /// The epochs, from 0.
  public internal(set) var epochs: [Int] = []

  /// The values by name, one for each epoch: `loss`, `accuracy`, `val_loss`, `val_accuracy`.
  public internal(set) var values: [String: [Double]] = [:]

  /// The values of a name, one for each epoch; empty for an unknown name.
  public subscript(name: String) -> [Double] { values[name] ?? [] }

  mutating func append(_ logs: Logs, epoch: Int) {
    epochs.append(epoch)
    for (name, value) in logs.entries { values[name, default: []].append(value) }
  }
}

/// Named numbers in Keras's order: those of training alphabetically, then those of validation.
public struct Logs: Sendable, Equatable {
  /// Names and values.
  public let entries: [(name: String, value: Double)]

  /// Creates logs from numbers, sorted by name, followed by those of validation with the prefix
  /// `val_`.
  package init(_ training: [String: Double], validation: [String: Double] = [:]) {
    self.init(
      training.map { (name: $0.key, value: $0.value) },
      validation: validation.map { (name: $0.key, value: $0.value) })
  }

  /// Creates logs from numbers, sorted by name, followed by those of validation with the prefix
  /// `val_`.
  init(
    _ training: [(name: String, value: Double)], validation: [(name: String, value: Double)] = []
  ) {
    entries =
      training.sorted { $0.name < $1.name }
      + validation.sorted { $0.name < $1.name }.map { (name: "val_" + $0.name, value: $0.value) }
  }

  /// Returns the logs with another number appended.
  package func adding(_ name: String, _ value: Double) -> Logs {
    Logs(inOrder: entries + [(name, value)])
  }

  /// The value of a name.
  public subscript(name: String) -> Double? { entries.first { $0.name == name }?.value }

  /// Creates logs in the given order.
  package init(inOrder entries: [(name: String, value: Double)]) { self.entries = entries }

  /// Whether both have the same names and values in the same order.
  public static func == (left: Logs, right: Logs) -> Bool {
    left.entries.elementsEqual(right.entries) { $0.name == $1.name && $0.value == $1.value }
  }
}

extension Logs: CustomStringConvertible {
  /// The numbers, such as `accuracy: 0.9786, loss: 0.0659`.
  public var description: String {
    entries.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
  }
}
