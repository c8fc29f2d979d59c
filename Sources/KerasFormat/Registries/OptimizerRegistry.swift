package import Engine
package import FileFormats
package import Layers

/// The optimizers that a configuration can name.
package enum OptimizerRegistry {
  /// The classes, in Keras's words.
  package static let classNames = ["Adam", "AdamW", "SGD", "RMSprop", "Adagrad", "Adadelta"]

  /// The class that a word names: `RMSprop` for `RMSprop`, `rmsprop` and `rms_prop`.
  package static func className(of word: String) -> String? {
    classNames.first(named: word, by: \.self)
  }

  /// The optimizer that Keras's JSON describes, and how gradients are clipped for it.
  ///
  /// Arguments that are left out have Keras's defaults; the numbers are not checked.
  ///
  /// - Parameters:
  ///   - json: `{"class_name": "Adam", "config": {...}}`, or a name alone: `"adam"`.
  ///   - path: Where it stands, for errors.
  /// - Returns: the optimizer, and its clipping where one of Keras's three arguments is set.
  /// - Throws: `ModelError` naming the place of what is missing or not supported.
  package static func optimizer(
    configuration json: JSON, path: String
  ) throws(ModelError) -> (optimizer: any Optimizer, clipping: GradientClipping?) {
    try optimizer(ConfigurationReader(json: json, path: path))
  }

  static func optimizer(
    _ entry: ConfigurationReader
  ) throws(ModelError) -> (optimizer: any Optimizer, clipping: GradientClipping?) {
    let isName = entry.json.stringValue != nil
    let word = try (isName ? entry : entry.required("class_name")).string()
    guard let className = className(of: word) else {
      throw .unsupported(
        kind: "optimizer", name: word, path: entry.path, supported: classNames)
    }
    let reader =
      isName
      ? ConfigurationReader(json: [:], path: entry.path) : try entry.required("config")
    var optimizer = try make(className, reader)
    if let rate = reader["learning_rate"] {
      optimizer.learningRate = try ScheduleRegistry.schedule(rate)
    }
    try refuse(reader, optimizer)
    return (optimizer, try clipping(reader))
  }

  /// The optimizer in Keras's JSON: the smallest form that Keras 3.0 to 3.15 load.
  package static func configuration(
    of optimizer: any Optimizer, clipping: GradientClipping? = nil
  ) -> JSON {
    var entries = optimizer.configuration
    entries["learning_rate"] = optimizer.learningRate.kerasObject
    if let clipping { entries[clipping.keyword] = .exact(clipping.limit) }
    return [
      "module": "keras.optimizers", "class_name": .string(optimizer.className),
      "config": .object(entries), "registered_name": nil,
    ]
  }

  private static func make(
    _ className: String, _ reader: ConfigurationReader
  ) throws(ModelError) -> any Optimizer {
    switch className {
    case "Adam":
      var adam = Adam()
      adam.beta1 = try reader["beta_1"]?.double() ?? adam.beta1
      adam.beta2 = try reader["beta_2"]?.double() ?? adam.beta2
      adam.epsilon = try reader["epsilon"]?.float() ?? adam.epsilon
      return adam
    case "AdamW":
      let (adam, adamW) = (Adam(), AdamW())
      return AdamW(
        weightDecay: try reader["weight_decay"]?.float() ?? adamW.weightDecay,
        beta1: try reader["beta_1"]?.double() ?? adam.beta1,
        beta2: try reader["beta_2"]?.double() ?? adam.beta2,
        epsilon: try reader["epsilon"]?.float() ?? adam.epsilon)
    case "SGD":
      var sgd = SGD()
      sgd.momentum = try reader["momentum"]?.float() ?? sgd.momentum
      sgd.nesterov = try reader["nesterov"]?.boolean() ?? sgd.nesterov
      return sgd
    case "RMSprop":
      var rmsprop = RMSprop()
      rmsprop.rho = try reader["rho"]?.double() ?? rmsprop.rho
      rmsprop.momentum = try reader["momentum"]?.float() ?? rmsprop.momentum
      rmsprop.epsilon = try reader["epsilon"]?.float() ?? rmsprop.epsilon
      rmsprop.centered = try reader["centered"]?.boolean() ?? rmsprop.centered
      return rmsprop
    case "Adagrad":
      var adagrad = Adagrad()
      adagrad.initialAccumulatorValue =
        try reader["initial_accumulator_value"]?.float() ?? adagrad.initialAccumulatorValue
      adagrad.epsilon = try reader["epsilon"]?.float() ?? adagrad.epsilon
      return adagrad
    default:
      var adadelta = Adadelta()
      adadelta.rho = try reader["rho"]?.double() ?? adadelta.rho
      adadelta.epsilon = try reader["epsilon"]?.float() ?? adadelta.epsilon
      return adadelta
    }
  }
}

// MARK: - Keras's other arguments

extension OptimizerRegistry {
  /// Arguments without meaning as long as `use_ema` is false, and those read elsewhere.
  private static let harmless = [
    "name", "learning_rate", "clipvalue", "clipnorm", "global_clipnorm", "ema_momentum",
    "ema_overwrite_frequency", "jit_compile",
  ]

  /// Arguments that may only have the values under which they do nothing.
  private static let idle: [(key: String, values: [JSON])] = [
    ("amsgrad", [false]), ("use_ema", [false]), ("is_legacy_optimizer", [false]),
    ("loss_scale_factor", [nil]), ("gradient_accumulation_steps", [nil]),
    ("weight_decay", [nil, 0, .number(0)]),
  ]

  /// Throws at an argument that this version would have to ignore.
  private static func refuse(
    _ reader: ConfigurationReader, _ optimizer: any Optimizer
  ) throws(ModelError) {
    let own = optimizer.configuration
    for (key, values) in idle where own[key] == nil {
      guard let value = reader[key], !values.contains(value.json) else { continue }
      throw .unsupported(
        kind: key, name: value.json.serialized(), path: reader.path,
        supported: [values[0].serialized()])
    }
    try reader.refuseKeys(except: harmless + idle.map(\.key) + own.keys)
  }

  /// Keras's clipping arguments: one at most, and 0 is none.
  private static func clipping(
    _ reader: ConfigurationReader
  ) throws(ModelError) -> GradientClipping? {
    var found: [GradientClipping] = []
    if let limit = try reader.valued("clipvalue")?.float() { found.append(.value(limit)) }
    if let limit = try reader.valued("clipnorm")?.float() { found.append(.norm(limit)) }
    if let limit = try reader.valued("global_clipnorm")?.float() {
      found.append(.globalNorm(limit))
    }
    found.removeAll { $0.limit == 0 }
    guard found.count <= 1 else {
      throw .malformed(path: reader.path, expected: "one of clipvalue, clipnorm, global_clipnorm")
    }
    return found.first
  }
}
