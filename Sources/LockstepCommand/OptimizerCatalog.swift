import Models
import Training

/// Reads what `--optimizer` is given: `NAME`, or `NAME:key=value,key=value`.
struct OptimizerCatalog {
  /// The names, under which Keras's spellings are found too.
  static let names = ["adam", "adamw", "sgd", "rmsprop", "adagrad", "adadelta"]

  private let word: String
  private var values: [String: String] = [:]
  private var used: Set<String> = []

  private init(_ word: String) throws {
    self.word = word
    guard let colon = word.firstIndex(of: ":") else { return }
    for part in word[word.index(after: colon)...].split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2, values[pair[0]] == nil else {
        throw TrainingError.invalidValue(
          of: "--optimizer", expected: "NAME:key=value,key=value, each key once", found: word)
      }
      values[pair[0]] = pair[1]
    }
  }

  /// The optimizer that a word describes.
  ///
  /// - Throws: `TrainingError.invalidValue` naming what cannot be, and what could.
  static func optimizer(_ word: String) throws -> any Optimizer {
    var reader = try OptimizerCatalog(word)
    let optimizer = try reader.make()
    if let unknown = reader.values.keys.sorted().first(where: { !reader.used.contains($0) }) {
      throw TrainingError.invalidValue(
        of: "--optimizer", expected: "keys \(reader.used.sorted().joined(separator: ", "))",
        found: "\(unknown) in \(word)")
    }
    return optimizer
  }

  private mutating func make() throws -> any Optimizer {
    let name = word.prefix { $0 != ":" }
    switch name.lowercased().replacing("_", with: "") {
    case "adam":
      let defaults = Adam()
      return Adam(
        learningRate: try rate(defaults.learningRate),
        beta1: try share("beta1", defaults.beta1), beta2: try share("beta2", defaults.beta2),
        epsilon: try float("epsilon", defaults.epsilon))
    case "adamw":
      let defaults = Adam()
      return AdamW(
        learningRate: try rate(defaults.learningRate),
        weightDecay: try float("weightDecay", AdamW().weightDecay),
        beta1: try share("beta1", defaults.beta1), beta2: try share("beta2", defaults.beta2),
        epsilon: try float("epsilon", defaults.epsilon))
    case "sgd":
      let defaults = SGD()
      return SGD(
        learningRate: try rate(defaults.learningRate),
        momentum: Float(try share("momentum", Double(defaults.momentum), upTo: 1)),
        nesterov: try flag("nesterov"))
    case "rmsprop":
      let defaults = RMSprop()
      return RMSprop(
        learningRate: try rate(defaults.learningRate),
        rho: try share("rho", defaults.rho),
        momentum: Float(try share("momentum", Double(defaults.momentum), upTo: 1)),
        epsilon: try float("epsilon", defaults.epsilon), centered: try flag("centered"))
    case "adagrad":
      let defaults = Adagrad()
      return Adagrad(
        learningRate: try rate(defaults.learningRate),
        initialAccumulatorValue: try float(
          "initialAccumulator", defaults.initialAccumulatorValue),
        epsilon: try float("epsilon", defaults.epsilon))
    case "adadelta":
      let defaults = Adadelta()
      return Adadelta(
        learningRate: try rate(defaults.learningRate),
        rho: try share("rho", defaults.rho), epsilon: try float("epsilon", defaults.epsilon))
    default:
      throw TrainingError.invalidValue(
        of: "--optimizer", expected: Self.names.joined(separator: ", "), found: String(name))
    }
  }

  private mutating func rate(
    _ standard: any LearningRateSchedule
  ) throws -> any LearningRateSchedule {
    used.insert("learningRate")
    return values["learningRate"] == nil ? standard : try float("learningRate", 0)
  }

  /// A number from 0 up.
  private mutating func float(_ key: String, _ standard: Float) throws -> Float {
    used.insert(key)
    guard let text = values[key] else { return standard }
    guard let value = Float(text), value.isFinite, value >= 0 else {
      throw TrainingError.invalidValue(
        of: "\(key) of --optimizer", expected: "a number from 0 up", found: text)
    }
    return value
  }

  /// A number from 0 to below 1, or to 1.
  private mutating func share(
    _ key: String, _ standard: Double, upTo limit: Double = 1 - 1e-12
  ) throws -> Double {
    used.insert(key)
    guard let text = values[key] else { return standard }
    guard let value = Double(text), value >= 0, value <= limit else {
      throw TrainingError.invalidValue(
        of: "\(key) of --optimizer", expected: "a number from 0 to \(limit < 1 ? "below 1" : "1")",
        found: text)
    }
    return value
  }

  private mutating func flag(_ key: String) throws -> Bool {
    used.insert(key)
    switch values[key] {
    case nil, "false": return false
    case "true": return true
    case let text?:
      throw TrainingError.invalidValue(
        of: "\(key) of --optimizer", expected: "true or false", found: text)
    }
  }
}
