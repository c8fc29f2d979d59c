import Engine
import Layers
import Training

/// A built-in network of the command line, with the tutorial's settings.
struct CatalogEntry: Sendable {
  /// The name on the command line.
  let name: String
  /// The default of `--batch-size`.
  var batchSize = 128
  /// The default of `--optimizer`.
  var optimizer: @Sendable () -> any Optimizer = { Adam() }
  /// The default of `--loss`.
  var loss: @Sendable () -> any Loss = { CategoricalCrossentropy() }
  /// The default of `--metrics`.
  var metrics: [any Metric] = [.accuracy]
  /// The default of `--data`; nil for MNIST.
  var data: String?
  /// Creates the network, with initial weights from a seed.
  let model: @Sendable (_ seed: UInt64) -> Sequential
}

/// The built-in models of the command line: the tutorial's network, the variants of its section 8,
/// and one each for two classes and for counts.
enum ModelCatalog {
  /// The entries, in listed order.
  static let entries: [CatalogEntry] = [
    CatalogEntry(name: "mlp", model: mlp),
    CatalogEntry(name: "cnn", batchSize: 64) { seed in
      Sequential(seed: seed) {
        Conv2D(32, (3, 3), activation: .relu, inputShape: [28, 28, 1])
        MaxPooling2D((2, 2))
        Conv2D(64, (3, 3), activation: .relu)
        MaxPooling2D((2, 2))
        Flatten()
        Dense(64, activation: .relu)
        Dense(10, activation: .softmax)
      }
    },
    CatalogEntry(name: "leaky-relu") { seed in
      Sequential(seed: seed) {
        Dense(512, inputShape: [784])
        LeakyReLU(negativeSlope: 0.01)
        Dense(10, activation: .softmax)
      }
    },
    CatalogEntry(
      name: "sgd-momentum", optimizer: { SGD(learningRate: 0.01, momentum: 0.9) }, model: mlp),
    CatalogEntry(name: "sparse", loss: { SparseCategoricalCrossentropy() }, model: mlp),
    CatalogEntry(name: "dropout") { seed in
      Sequential(seed: seed) {
        Dense(512, activation: .relu, inputShape: [784])
        Dropout(0.5)
        Dense(10, activation: .softmax)
      }
    },
    CatalogEntry(name: "deep") { seed in
      Sequential(seed: seed) {
        Dense(256, activation: .relu, inputShape: [784])
        Dense(128, activation: .relu)
        Dense(64, activation: .relu)
        Dense(10, activation: .softmax)
      }
    },
    CatalogEntry(name: "batch-norm") { seed in
      Sequential(seed: seed) {
        Dense(512, activation: .relu, inputShape: [784])
        BatchNormalization()
        Dense(10, activation: .softmax)
      }
    },
    CatalogEntry(
      name: "moons", batchSize: 32, optimizer: { Adam(learningRate: 0.01) },
      loss: { BinaryCrossentropy() }, data: "moons"
    ) { seed in
      Sequential(seed: seed) {
        Dense(32, activation: .relu, inputShape: [2])
        Dense(32, activation: .relu)
        Dense(1, activation: .sigmoid)
      }
    },
    CatalogEntry(
      name: "counts", batchSize: 32, optimizer: { Adam(learningRate: 0.01) },
      loss: { Poisson() }, metrics: [], data: "counts"
    ) { seed in
      Sequential(seed: seed) {
        Dense(1, activation: .exponential, inputShape: [4])
      }
    },
  ]

  /// The names, in listed order.
  static var names: [String] { entries.map(\.name) }

  /// Returns the entry with a name.
  ///
  /// - Throws: `TrainingError.invalidValue` that lists the names.
  static func entry(_ name: String) throws -> CatalogEntry {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw TrainingError.invalidValue(
        of: "--model",
        expected: Suggestion.list(names + ["a file with Keras's JSON"], insteadOf: name),
        found: name)
    }
    return entry
  }

  @Sendable
  private static func mlp(seed: UInt64) -> Sequential {
    Sequential(seed: seed) {
      Dense(512, activation: .relu, inputShape: [784])
      Dense(10, activation: .softmax)
    }
  }
}
