import ArgumentParser
import FileFormats
import KerasFormat
import Training

/// The options for callbacks that control the run.
struct CallbackOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      End once a number has stopped getting better: val_loss:patience=3,restoreBest=true; further \
      keys are minDelta, mode, baseline and startFromEpoch.
      """, valueName: "name[:key=value,...]"))
  var earlyStopping: String?

  @Option(
    help: ArgumentHelp(
      """
      Reduce the learning rate when a number has stopped getting better: \
      val_loss:factor=0.2,patience=2; further keys are minDelta, mode, cooldown and minRate.
      """, valueName: "name[:key=value,...]"))
  var reduceLr: String?

  @Option(
    help: ArgumentHelp("Write each epoch's numbers as a row of a CSV file.", valueName: "file"))
  var csv: String?
}

extension CallbackOptions {
  /// Returns the callbacks, those that control the run first.
  ///
  /// - Throws: `TrainingError.invalidValue` naming the option and the key.
  func callbacks() throws -> [any Callback] {
    var callbacks: [any Callback] = []
    if let earlyStopping { callbacks.append(try makeEarlyStopping(earlyStopping)) }
    if let reduceLr { callbacks.append(try makeReduction(reduceLr)) }
    if let csv { callbacks.append(CSVLogger(csv)) }
    return callbacks
  }

  private func makeEarlyStopping(_ argument: String) throws -> EarlyStopping {
    let name = "--early-stopping"
    let option = try KeyedOption(argument, of: name)
    try option.expect(
      keys: ["patience", "restoreBest", "minDelta", "mode", "baseline", "startFromEpoch"])
    return EarlyStopping(
      monitor: option.name, minDelta: try option.number("minDelta", of: name) ?? 0,
      patience: try option.count("patience", of: name) ?? 0, mode: try option.mode(of: name),
      baseline: try option.number("baseline", of: name),
      restoreBestWeights: try option.value("restoreBest", of: name, "true or false") { Bool($0) }
        ?? false,
      startFromEpoch: try option.count("startFromEpoch", of: name) ?? 0, verbose: true)
  }

  private func makeReduction(_ argument: String) throws -> ReduceLROnPlateau {
    let name = "--reduce-lr"
    let option = try KeyedOption(argument, of: name)
    try option.expect(keys: ["factor", "patience", "minDelta", "mode", "cooldown", "minRate"])
    return ReduceLROnPlateau(
      monitor: option.name, factor: try option.number("factor", of: name) ?? 0.1,
      patience: try option.count("patience", of: name) ?? 10, mode: try option.mode(of: name),
      minDelta: try option.number("minDelta", of: name) ?? 1e-4,
      cooldown: try option.count("cooldown", of: name) ?? 0,
      minLR: try option.number("minRate", of: name) ?? 0, verbose: true)
  }
}

extension KeyedOption {
  fileprivate func value<Value>(
    _ key: String, of option: String, _ expected: String, _ convert: (String) -> Value?
  ) throws -> Value? {
    guard let text = text(key) else { return nil }
    guard let value = convert(text) else {
      throw TrainingError.invalidValue(of: "\(key) of \(option)", expected: expected, found: text)
    }
    return value
  }

  fileprivate func number(_ key: String, of option: String) throws -> Double? {
    let expected = text(key).map { NumberText.expectation($0, as: Double.self) } ?? ""
    return try value(key, of: option, expected) { text in
      NumberText.value(text, as: Double.self).flatMap { $0.isNaN ? nil : $0 }
    }
  }

  fileprivate func count(_ key: String, of option: String) throws -> Int? {
    try value(key, of: option, "a whole number from 0 up") { text in
      Int(text).flatMap { $0 >= 0 ? $0 : nil }
    }
  }

  fileprivate func mode(of option: String) throws -> Monitor.Mode {
    try value("mode", of: option, "auto, min or max") { Monitor.Mode(rawValue: $0) } ?? .auto
  }
}
