import Models
import Training

/// The models that can be named on the command line.
enum ModelCatalog {
  /// A model's name, and how it is made from a seed.
  private static let entries: [(name: String, make: @Sendable (UInt64) -> Sequential)] = [
    (
      "mlp",
      { seed in
        Sequential(seed: seed) {
          Dense(512, activation: .relu, inputShape: [784])
          Dense(10, activation: .softmax)
        }
      }
    )
  ]

  /// The names, in the order in which they are listed.
  static var names: [String] { entries.map(\.name) }

  /// The model of a name.
  ///
  /// - Throws: `TrainingError.invalidValue` that lists the names.
  static func model(_ name: String, seed: UInt64) throws -> Sequential {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw TrainingError.invalidValue(
        of: "--model", expected: names.joined(separator: ", "), found: name)
    }
    return entry.make(seed)
  }
}
