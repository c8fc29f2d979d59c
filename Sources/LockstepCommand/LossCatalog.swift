import Engine
import FileFormats
import KerasFormat
import Training

/// Reads what `--loss` is given: Keras's identifier or class name, with arguments where wanted.
enum LossCatalog {
  /// The identifiers.
  static var names: [String] { LossRegistry.identifiers }

  /// The loss that a word describes: `binary_crossentropy:labelSmoothing=0.1,fromLogits=true`.
  ///
  /// - Throws: `TrainingError.invalidValue` naming what cannot be, and what could.
  static func loss(_ word: String) throws -> any Loss {
    let option = try KeyedOption(word, of: "--loss")
    let plain = try option.named(names) {
      try LossRegistry.loss(configuration: .string($0), path: "--loss")
    }
    return try LossRegistry.loss(
      configuration: option.configuration(of: plain.className, plain.configuration),
      path: "--loss")
  }
}

/// Reads what `--metrics` is given: names or class names between commas.
enum MetricCatalog {
  /// The names.
  static var names: [String] { MetricRegistry.names }

  /// The metrics that a list describes: `accuracy,top_k_categorical_accuracy:k=3`; `none` has none.
  ///
  /// - Throws: `TrainingError.invalidValue` naming what cannot be, and what could.
  static func metrics(_ list: String) throws -> [any Metric] {
    guard list != "none" else { return [] }
    return try list.split(separator: ",", omittingEmptySubsequences: false).map { word in
      let option = try KeyedOption(String(word), of: "--metrics")
      let plain = try option.named(names + ["none"]) {
        try MetricRegistry.metric(configuration: .string($0), path: "--metrics")
      }
      return try MetricRegistry.metric(
        configuration: option.configuration(of: plain.className, plain.configuration),
        path: "--metrics")
    }
  }
}

extension KeyedOption {
  /// What a registry knows under the option's name.
  ///
  /// - Throws: `TrainingError.invalidValue` that lists the known names.
  fileprivate func named<Value>(
    _ known: [String], _ find: (String) throws -> Value
  ) throws -> Value {
    do {
      return try find(name)
    } catch ModelError.unsupported {
      throw unknownName(known)
    }
  }

  /// A class with its arguments in Keras's form, those that the option gives instead of the usual.
  ///
  /// The option has Keras's keys in Swift's spelling: `labelSmoothing`.
  fileprivate func configuration(
    of className: String, _ usual: [String: JSON]
  ) throws -> JSON {
    var arguments = usual
    let keys = usual.keys.sorted()
    try expect(keys: keys.map(Self.swiftSpelling))
    for key in keys {
      let word = Self.swiftSpelling(key)
      guard let text = text(word) else { continue }
      guard let value = try? JSON(parsing: Array(text.utf8)) else {
        throw TrainingError.invalidValue(
          of: "\(word) of \(name)", expected: "a number, true or false", found: text)
      }
      arguments[key] = value
    }
    return ["class_name": .string(className), "config": .object(arguments)]
  }

  /// `label_smoothing` as `labelSmoothing`.
  private static func swiftSpelling(_ key: String) -> String {
    let parts = key.split(separator: "_")
    return parts.dropFirst().reduce(String(parts.first ?? "")) {
      $0 + $1.prefix(1).uppercased() + $1.dropFirst()
    }
  }
}
