import Datasets
import FileFormats

/// One of train's options, as a setting of a configuration file.
struct TrainSetting {
  /// What a file has for it.
  enum Kind {
    case text, whole, number, flag, texts
  }

  /// The option's name, without its dashes.
  let name: String
  let kind: Kind
  /// The value that a command line gives; nil where it gives none, and there is no default.
  let value: (TrainCommand) -> JSON?
}

extension TrainSetting {
  /// The options in the order of the help; a test compares them with it.
  static var all: [TrainSetting] { model + updates + callbacks + run + reports }

  private static var model: [TrainSetting] {
    [
      text("model") { $0.model }, text("data") { $0.data },
      texts("label-column") { $0.dataOptions.labelColumn },
      text("header") { $0.dataOptions.headerOption.header?.rawValue },
      text("image-size") { $0.dataOptions.imageOptions.imageSize?.text },
      text("color-mode") { $0.dataOptions.imageOptions.colorMode?.rawValue },
      number("train-fraction") { $0.dataOptions.trainFraction },
      flag("no-shuffle-split") { $0.dataOptions.noShuffleSplit },
      flag("stratify") { $0.dataOptions.stratify },
      whole("split-seed") { $0.dataOptions.splitSeed }, whole("train-samples") { $0.trainSamples },
      flag("standardize") { $0.standardize },
      whole("epochs") { $0.epochs }, whole("batch-size") { $0.batchSize },
    ]
  }

  private static var updates: [TrainSetting] {
    [
      text("optimizer") { $0.compileOptions.optimizer },
      number("learning-rate") { $0.compileOptions.learningRate },
      text("schedule") { $0.compileOptions.schedule },
      number("momentum") { $0.compileOptions.momentum }, text("loss") { $0.compileOptions.loss },
      text("metrics") { $0.compileOptions.metrics },
      number("clip-norm") { $0.compileOptions.clipNorm },
      number("clip-value") { $0.compileOptions.clipValue },
      number("global-clip-norm") { $0.compileOptions.globalClipNorm },
    ]
  }

  private static var callbacks: [TrainSetting] {
    [
      text("early-stopping") { $0.callbackOptions.earlyStopping },
      text("reduce-lr") { $0.callbackOptions.reduceLr }, text("csv") { $0.callbackOptions.csv },
    ]
  }

  private static var run: [TrainSetting] {
    [
      whole("seed") { $0.seed }, whole("leaves") { $0.leavesOption.leaves },
      text("exchange") { $0.exchangeOption.exchange }, text("checkpoint-dir") { $0.checkpointDir },
      text("checkpoint-every") { $0.checkpointEvery }, whole("keep") { $0.keep },
      text("on-nan") { $0.onNan }, whole("verify-every") { $0.verifyEvery },
      text("monitor") { $0.monitor }, flag("resume") { $0.resume },
      whole("max-steps") { $0.maxSteps }, text("timeout") { $0.timeout },
      flag("validate") { $0.validatesOnTestSet },
      text("evaluate-on") { $0.evaluationOption.evaluateOn },
      number("validation-split") { $0.validationSplit }, flag("no-shuffle") { $0.noShuffle },
      text("initial-weights") { $0.initialWeights },
    ]
  }

  private static var reports: [TrainSetting] {
    [
      whole("verbose") { $0.verbose }, text("log") { $0.log }, whole("log-every") { $0.logEvery },
      text("tensorboard") { $0.watchingOptions.tensorboard },
      whole("histogram-freq") { $0.watchingOptions.histogramFreq },
      text("report") { $0.watchingOptions.report },
      text("digest") { $0.digest }, flag("digest-gradients") { $0.digestGradients },
      flag("digest-ranks") { $0.digestRanks }, text("trace") { $0.trace },
      text("trace-steps") { $0.traceSteps }, flag("times") { $0.times },
      texts("inject") { $0.inject },
    ]
  }

  private static func text(
    _ name: String, _ value: @escaping (TrainCommand) -> String?
  ) -> TrainSetting {
    TrainSetting(name: name, kind: .text) { value($0).map(JSON.string) }
  }

  /// An option that may be given several times, which a file has as a list.
  private static func texts(
    _ name: String, _ values: @escaping (TrainCommand) -> [String]
  ) -> TrainSetting {
    TrainSetting(name: name, kind: .texts) { command in
      let values = values(command)
      return values.isEmpty ? nil : .array(values.map(JSON.string))
    }
  }

  /// A number beyond the integers of JSON's readers is a text.
  private static func whole(
    _ name: String, _ value: @escaping (TrainCommand) -> (some BinaryInteger)?
  ) -> TrainSetting {
    TrainSetting(name: name, kind: .whole) { command in
      value(command).map { number in
        Int(exactly: number).map(JSON.integer) ?? .string("\(number)")
      }
    }
  }

  /// A number has the digits that read back as the same one in its own precision.
  private static func number(
    _ name: String, _ value: @escaping (TrainCommand) -> (some BinaryFloatingPoint)?
  ) -> TrainSetting {
    TrainSetting(name: name, kind: .number) { command in
      value(command).map { number in
        let text = "\(number)"
        return Double(text).flatMap { $0.isFinite ? .number($0) : nil } ?? .string(text)
      }
    }
  }

  /// A flag that is not given is left out.
  private static func flag(
    _ name: String, _ value: @escaping (TrainCommand) -> Bool
  ) -> TrainSetting {
    TrainSetting(name: name, kind: .flag) { value($0) ? true : nil }
  }
}

extension TrainCommand {
  /// The settings of this command line and its file, defaults included.
  var settings: JSON {
    .object(
      TrainSetting.all.reduce(into: [:]) { members, setting in
        if let value = setting.value(self) { members[setting.name] = value }
      })
  }

  /// The settings as a file that `--config` reads, a line each.
  var settingsText: String {
    let lines = (settings.objectValue ?? [:]).sorted { $0.key < $1.key }.map { name, value in
      "  \(JSON.string(name).serialized()): \(value.serialized())"
    }
    return "{\n\(lines.joined(separator: ",\n"))\n}"
  }
}
