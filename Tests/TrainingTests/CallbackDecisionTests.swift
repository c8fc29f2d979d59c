import FileFormats
import Foundation
import Lockstep
import TestSupport
import Testing
import Training

/// Callbacks beside Keras's: the same logs, epoch by epoch, give the same decisions, files and
/// lines.
///
/// `Fixtures/callbacks.json` was recorded from real Keras, whose weights in epoch `e` were `e + 1`.
@Suite("callbacks decide as Keras's")
struct CallbackDecisionTests {
  private static let cases: [JSON] = {
    let url = Bundle.module.url(
      forResource: "callbacks", withExtension: "json", subdirectory: "Fixtures")
    guard let path = url?.path, let file = try? JSON(contentsOfFile: path) else { return [] }
    return file["cases"]?.arrayValue ?? []
  }()

  /// What is done otherwise here, on purpose.
  private static let otherwise: [String: String] = [
    "early_stopping_unknown_mode": "there is no such value of the type",
    "early_stopping_missing": "an error before the first step",
    "early_stopping_zero_epochs": "nothing runs",
    "early_stopping_unknown_direction": "an error before the first step",
    "reduce_lr_vanishing": "a rate below the smallest normal number is 0 here",
    "checkpoint_weights": "a file may have any name",
    "reduce_lr_missing": "an error before the first step",
    "reduce_lr_of_schedule": "the trainer's to refuse: TrainerDecisionTests",
    "reduce_lr_factor_1": "refused when the training begins",
    "scheduler_integer": "a schedule returns numbers of one type",
    "scheduler_of_schedule": "the trainer's to refuse: TrainerDecisionTests",
    "checkpoint_missing": "an error before the first step",
    "checkpoint_extension": "a file may have any name",
    "checkpoint_template_missing": "see LogTemplateTests",
    "csv_append_other": "rows follow the names that are there",
    "csv_killed": "a resumed run; see TrainerDecisionTests",
  ]

  private static let kinds = [
    "EarlyStopping", "ReduceLROnPlateau", "LearningRateScheduler", "ModelCheckpoint", "CSVLogger",
  ]

  private static let names: [String] = cases.compactMap { entry in
    guard let name = entry["name"]?.stringValue, otherwise[name] == nil,
      kinds.contains(entry["callback"]?.stringValue ?? "")
    else { return nil }
    return name
  }

  @Test("and there are cases of each")
  func coverage() {
    #expect(Self.names.count >= 70, "\(Self.names.count) of \(Self.cases.count)")
    let known = Set(Self.cases.compactMap { $0["name"]?.stringValue })
    #expect(Set(Self.otherwise.keys).isSubset(of: known))
  }

  @Test("in each recorded history", arguments: names)
  func decisions(name: String) throws {
    let entry = try #require(Self.cases.first { $0["name"]?.stringValue == name })
    try withTemporaryDirectory { folder in
      var replay = try CallbackReplay(entry, folder: folder.path)
      for run in entry["runs"]?.arrayValue ?? [] { try replay.check(run) }
    }
  }
}

/// One recorded case, played to callbacks of this library.
private struct CallbackReplay {
  private let history: [JSON]
  private let entry: JSON
  private var callbacks: [any Callback]
  private let folder: String
  private var learningRate: Float
  /// What the weights stand for: the epoch after which they were, from 1.
  private var weights = 0
  private var kept: [Int: Int] = [:]

  init(_ entry: JSON, folder: String) throws {
    self.folder = folder
    self.entry = entry
    history = entry["history"]?.arrayValue ?? []
    learningRate = Float(entry["learning_rate"]?.numberValue ?? 0.1)
    callbacks = try Self.callbacks(entry, folder: folder)
    for (name, text) in entry["files"]?.objectValue ?? [:] {
      try text.stringValue?.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
    }
  }

  /// Plays one call of `fit`.
  mutating func check(_ run: JSON) throws {
    if run["continued"]?.boolValue != true {
      weights = run["weights_at_start"]?.integerValue ?? 0
      callbacks = try Self.callbacks(entry, folder: folder)
    }
    let first = run["first_epoch"]?.integerValue ?? 0
    let names = Set(history.flatMap { ($0.objectValue ?? [:]).keys }).sorted()
    let context = RunContext(
      model: try SmallProblem.model(), epochs: history.count, initialEpoch: first,
      isResumed: false, stepsPerEpoch: 1, worldSize: 1, hostCount: 1, exchange: "solo",
      directions: MonitorDirections(
        names: names + ["learning_rate"], undirected: ["my_score"], falling: ["mae", "val_mae"]))
    var lines = ""
    context.output = { lines += $0 }
    try tell(context) { try $0.trainingBegan(context) }
    let expected = run["epochs"]?.arrayValue ?? []
    var isStopped = false
    for (offset, epoch) in expected.enumerated() {
      let number = first + offset
      #expect(!isStopped, "epoch \(number) after the end")
      lines = ""
      do {
        try tell(context) { try $0.epochBegan(number, of: context) }
        _ = carryOut(context.takeRequest())
        expectLines(epoch["printed_at_start"], lines, number)
        weights = number + 1
        lines = ""
        let report = EpochReport(epoch: number, logs: logs(number))
        try tell(context) { try $0.epochEnded(report, of: context) }
      } catch {
        #expect(run["error"] != nil, "epoch \(number): \(error)")
        return
      }
      let request = context.takeRequest()
      isStopped = carryOut(request)
      expectLines(epoch["printed_at_end"], lines, number)
      #expect(isStopped == epoch["stopped"]?.boolValue ?? false, "stopped after epoch \(number)")
      if let rate = epoch["learning_rate"]?.numberValue {
        #expect(learningRate == Float(rate), "learning rate after epoch \(number)")
      }
      if let saved = epoch["saved"]?.arrayValue {
        #expect(
          Self.paths(request) == saved.compactMap { $0.stringValue.map { "\(folder)/\($0)" } })
      }
    }
    #expect(run["error"] == nil, "no error")
    lines = ""
    try tell(context) { try $0.trainingEnded(context) }
    _ = carryOut(context.takeRequest())
    expectLines(run["printed_at_end"], lines, nil)
    if let expected = run["weights_at_end"]?.integerValue { #expect(weights == expected) }
    if let epoch = run["stopped_epoch"]?.integerValue {
      #expect((callbacks[0] as? EarlyStopping)?.stoppedEpoch == epoch)
    }
    for (name, text) in run["files"]?.objectValue ?? [:] {
      #expect(try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) == text.stringValue)
    }
  }

  private func expectLines(_ expected: JSON?, _ found: String, _ epoch: Int?) {
    // A file is written after the callback has returned, so that nothing is said of its end.
    let text = (expected?.stringValue ?? "").replacing(
      /\nEpoch \d+: finished saving .*\n/, with: "")
    let own = found.replacing("\(folder)/", with: "")
    #expect(own == text, "lines of epoch \(epoch.map { "\($0)" } ?? "the end")")
  }

  private func tell(_ context: RunContext, _ body: (any Callback) throws -> Void) rethrows {
    context.currentLearningRate = learningRate
    for (index, callback) in callbacks.enumerated() {
      context.callbackIndex = index
      try body(callback)
    }
  }

  /// Does what was asked for; returns whether the run ends.
  private mutating func carryOut(_ request: RunRequest) -> Bool {
    if let rate = request.learningRate { learningRate = rate }
    for action in request.actions {
      switch action {
      case .keep(let index): kept[index] = weights
      case .restore(let index): weights = kept[index] ?? weights
      case .write: break
      }
    }
    return request.stops
  }

  private static func paths(_ request: RunRequest) -> [String] {
    request.actions.compactMap { if case .write(let path, _) = $0 { path } else { nil } }
  }

  private func logs(_ epoch: Int) -> Logs {
    let values = (history[epoch].objectValue ?? [:]).mapValues(Self.number)
    let training = values.filter { !$0.key.hasPrefix("val_") }
    let validation = values.filter { $0.key.hasPrefix("val_") }
    let logs = Logs(
      training,
      validation: Dictionary(
        uniqueKeysWithValues: validation.map { (String($0.key.dropFirst(4)), $0.value) }))
    return callbacks.contains { $0 is any LearningRateCallback }
      ? logs.adding("learning_rate", Double(learningRate)) : logs
  }

  /// JSON has no word for what is not finite.
  private static func number(_ json: JSON) -> Double {
    switch json.stringValue {
    case "NaN": .nan
    case "Infinity": .infinity
    case "-Infinity": -.infinity
    default: json.numberValue ?? .nan
    }
  }

  private static func callbacks(_ entry: JSON, folder: String) throws -> [any Callback] {
    let others = entry["also"]?.arrayValue ?? []
    return try ([entry] + others).map { try callback($0, folder: folder) }
  }

  private static func callback(_ entry: JSON, folder: String) throws -> any Callback {
    let arguments = entry["arguments"] ?? [:]
    func number(_ key: String) -> Double? { arguments[key].map(Self.number) }
    func integer(_ key: String) -> Int? { arguments[key]?.integerValue }
    func bool(_ key: String) -> Bool { arguments[key]?.boolValue ?? false }
    let mode = arguments["mode"]?.stringValue.flatMap { Monitor.Mode(rawValue: $0) } ?? .auto
    let monitor = arguments["monitor"]?.stringValue ?? "val_loss"
    let verbose = Verbosity(integer("verbose") ?? 0 > 0)
    switch entry["callback"]?.stringValue {
    case "EarlyStopping":
      return EarlyStopping(
        monitor: monitor, minDelta: number("min_delta") ?? 0, patience: integer("patience") ?? 0,
        mode: mode, baseline: number("baseline"), restoreBestWeights: bool("restore_best_weights"),
        startFromEpoch: integer("start_from_epoch") ?? 0, verbose: verbose)
    case "ReduceLROnPlateau":
      return ReduceLROnPlateau(
        monitor: monitor, factor: number("factor") ?? 0.1, patience: integer("patience") ?? 10,
        mode: mode, minDelta: number("min_delta") ?? 1e-4, cooldown: integer("cooldown") ?? 0,
        minLR: number("min_lr") ?? 0, verbose: verbose)
    case "LearningRateScheduler":
      let schedule = try #require(schedules[arguments["schedule"]?.stringValue ?? ""])
      return LearningRateScheduler(verbose: verbose, schedule)
    case "ModelCheckpoint":
      return ModelCheckpoint(
        "\(folder)/\(arguments["filepath"]?.stringValue ?? "")", monitor: monitor,
        saveBestOnly: bool("save_best_only"), saveWeightsOnly: bool("save_weights_only"),
        mode: mode,
        initialValueThreshold: number("initial_value_threshold"), verbose: verbose)
    case let name:
      try #require(name == "CSVLogger")
      return CSVLogger(
        "\(folder)/\(arguments["filename"]?.stringValue ?? "")",
        separator: arguments["separator"]?.stringValue ?? ",", append: bool("append"))
    }
  }

  /// The functions that the fixture writes in Python.
  private static let schedules: [String: @Sendable (Int, Double) -> Double] = [
    "epoch: 0.1": { _, _ in 0.1 },
    "epoch: 0.1 / (epoch + 1)": { epoch, _ in 0.1 / Double(epoch + 1) },
    "epoch: 0.1 * 0.5 ** (epoch // 2)": { epoch, _ in 0.1 / Double(1 << (epoch / 2)) },
    "epoch, lr: lr * 0.9": { _, rate in rate * 0.9 },
    "epoch, lr: lr if epoch < 2 else lr * 0.5": { epoch, rate in epoch < 2 ? rate : rate * 0.5 },
  ]
}
