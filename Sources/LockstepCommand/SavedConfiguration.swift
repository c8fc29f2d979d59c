import Engine
import FileFormats
import KerasFormat
import Layers
import Training

/// What a checkpoint or a saved model says of its model and its training, read apart from the rest,
/// which no command can read where a part is a program's own.
struct SavedConfiguration {
  private let model: JSON?
  private let compilation: JSON?

  /// - Parameter path: The file; of one that is not safetensors nothing is known.
  init(_ path: String) {
    let metadata = (try? SafetensorsFile(path))?.metadata ?? [:]
    func json(_ key: String) -> JSON? {
      metadata[key].flatMap { try? JSON(parsing: Array($0.utf8)) }
    }
    model = json("model")
    compilation = json("compile")
  }

  /// The first part that this program does not have; nil where it has all.
  var unknownPart: ModelError? {
    do throws(ModelError) {
      if let model { _ = try Model.make(configuration: model, seed: 0) }
      if let compilation { _ = try Compilation(configuration: compilation) }
      return nil
    } catch {
      if case .unsupported = error { return error }
      return nil
    }
  }

  /// The settings of `compile` with another optimizer, which no evaluation uses, in place of one
  /// that this program does not have; nil where it has that, or not all of the rest.
  var compilationForEvaluation: Compilation? {
    guard unknownPart != nil, var settings = compilation?.objectValue else { return nil }
    let other = Compilation(
      optimizer: Adam(), objective: Objective(losses: [], lossWeights: nil, metrics: []))
    settings["optimizer"] = other.configuration()["optimizer"]
    return try? Compilation(configuration: .object(settings))
  }

  /// The loss of the first output; nil for one that this program does not have.
  var loss: (any Loss)? {
    compilation?["losses"]?.arrayValue?.first.flatMap {
      try? LossRegistry.loss(configuration: $0, path: "compile.losses[0]")
    }
  }
}

extension ModelFileError {
  /// Calls a function that reads a file; where that has a part of a program's own, the error says
  /// so.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - remedy: What can be done with it.
  ///   - body: Reads the file.
  /// - Returns: What `body` returns.
  /// - Throws: `ModelFileError` for such a part, else what `body` throws.
  static func namingOwnParts<Value>(
    of path: String, remedy: String, _ body: () throws -> Value
  ) throws -> Value {
    do {
      return try body()
    } catch let error as CheckpointError {
      guard let part = SavedConfiguration(path).unknownPart else { throw error }
      throw ModelFileError(
        path: path, error: part,
        remedy: "a part of a program's own is in that program alone: \(remedy)")
    }
  }
}
