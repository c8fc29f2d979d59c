import Engine
import Foundation
import Layers
import Training

/// A network that `--model` stands for, with the settings that it is trained with unless options
/// say otherwise.
struct ModelChoice {
  /// The word on the command line.
  let word: String
  /// The network, with its first weights from the seed that was asked for.
  let model: Model
  let batchSize: Int
  let compilation: Compilation
  /// The data's word; nil for MNIST.
  let data: String?

  /// The network of a name, or of a file with Keras's JSON.
  ///
  /// - Throws: `TrainingError.invalidValue` that lists the names, or what is wrong with a file.
  init(_ word: String, seed: UInt64) throws {
    self.word = word
    guard word.hasSuffix(".json") || FileManager.default.fileExists(atPath: word) else {
      let entry = try ModelCatalog.entry(word)
      model = entry.model(seed)
      batchSize = entry.batchSize
      data = entry.data
      compilation = Compilation(
        optimizer: entry.optimizer(),
        objective: Objective(losses: [entry.loss()], metrics: [entry.metrics]))
      return
    }
    let file = try ModelFile(readingFrom: word, seed: seed)
    let outputCount = try file.model.graph().outputs.count
    model = file.model
    compilation =
      file.compilation
      ?? Compilation(
        optimizer: Adam(),
        objective: Objective(
          losses: [any Loss](repeating: CategoricalCrossentropy(), count: outputCount),
          metrics: [[any Metric]](repeating: [.accuracy], count: outputCount)))
    batchSize = 128
    data = nil
  }
}
