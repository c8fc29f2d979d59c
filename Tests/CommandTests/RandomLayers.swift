import Engine
import FileFormats
import Foundation
import KerasFormat
import Layers

/// A small network with layers that draw random numbers, and that sum over the samples of all
/// ranks.
enum RandomLayers {
  /// The number of samples, of which the last batch has 44.
  static let sampleCount = 300
  /// The number of steps of an epoch.
  static let stepsPerEpoch = 5

  /// The model.
  static func model() -> Sequential {
    Sequential(seed: 0) {
      Dense(24, activation: .relu, inputShape: [784])
      BatchNormalization()
      Dropout(0.25)
      Dense(10, activation: .softmax)
    }
  }

  /// Writes the model as a file for `--model` into a folder, and returns the options of a run.
  static func options(in folder: TrainingFolder, epochs: Int) throws -> [String] {
    try Data(model().configuration().serialized().utf8)
      .write(to: folder.url.appending(path: "model.json"))
    return ["--model", folder.path("model.json"), "--batch-size", "64", "--epochs", "\(epochs)"]
  }
}
