package import Engine
package import FileFormats
package import Layers

/// The optimizers that a file or a command line can name.
package enum OptimizerRegistry {
  static let table = PartTable<any Optimizer>(
    "optimizer", listing: \.className,
    [
      .init(Adam(), read: readAdam),
      .init(AdamW()) { adamW, arguments throws(ModelError) in
        try readAdam(&adamW.adam, arguments)
        adamW.weightDecay = try arguments["weight_decay"]?.float() ?? adamW.weightDecay
      },
      .init(SGD()) { sgd, arguments throws(ModelError) in
        sgd.momentum = try arguments["momentum"]?.float() ?? sgd.momentum
        sgd.nesterov = try arguments["nesterov"]?.boolean() ?? sgd.nesterov
      },
      .init(RMSprop()) { rmsprop, arguments throws(ModelError) in
        rmsprop.rho = try arguments["rho"]?.double() ?? rmsprop.rho
        rmsprop.momentum = try arguments["momentum"]?.float() ?? rmsprop.momentum
        rmsprop.epsilon = try arguments["epsilon"]?.float() ?? rmsprop.epsilon
        rmsprop.centered = try arguments["centered"]?.boolean() ?? rmsprop.centered
      },
      .init(Adagrad()) { adagrad, arguments throws(ModelError) in
        adagrad.initialAccumulatorValue =
          try arguments["initial_accumulator_value"]?.float() ?? adagrad.initialAccumulatorValue
        adagrad.epsilon = try arguments["epsilon"]?.float() ?? adagrad.epsilon
      },
      .init(Adadelta()) { adadelta, arguments throws(ModelError) in
        adadelta.rho = try arguments["rho"]?.double() ?? adadelta.rho
        adadelta.epsilon = try arguments["epsilon"]?.float() ?? adadelta.epsilon
      },
    ])

  @Sendable
  private static func readAdam(
    _ adam: inout Adam, _ arguments: ConfigurationReader
  ) throws(ModelError) {
    adam.beta1 = try arguments["beta_1"]?.double() ?? adam.beta1
    adam.beta2 = try arguments["beta_2"]?.double() ?? adam.beta2
    adam.epsilon = try arguments["epsilon"]?.float() ?? adam.epsilon
  }

  /// The names in a command line's lists.
  package static var names: [String] { table.names.map { $0.lowercased() } }

  /// The optimizer that a command-line argument describes: `adam:beta1=0.9,epsilon=1e-7`.
  ///
  /// - Throws: `ModelError.invalidValue` naming the invalid part of the argument.
  package static func optimizer(
    _ word: String, of option: String
  ) throws(ModelError) -> any Optimizer {
    let option = try KeyedOption(word, of: option)
    guard let entry = table.entries.first(named: option.name, by: \.className) else {
      throw option.unknownName(names)
    }
    let arguments = try option.arguments(entry.argumentNames + ["learning_rate"])
    var optimizer = try entry.part(arguments)
    if let rate = arguments["learning_rate"] { optimizer.learningRate = try rate.float() }
    try optimizer.check()
    return optimizer
  }

  /// The optimizer that Keras's JSON describes, and how gradients are clipped for it.
  ///
  /// Arguments that are omitted have Keras's defaults.
  ///
  /// - Parameters:
  ///   - json: `{"class_name": "Adam", "config": {...}}`, or a name alone: `"adam"`.
  ///   - path: The location, for errors.
  /// - Returns: the optimizer, and its clipping where one of Keras's three arguments is set.
  /// - Throws: `ModelError` with the location of what is missing, invalid or not supported.
  package static func optimizer(
    configuration json: JSON, path: String
  ) throws(ModelError) -> (optimizer: any Optimizer, clipping: GradientClipping?) {
    try optimizer(ConfigurationReader(json: json, path: path))
  }

  /// The optimizer; `readsRate` is false where its learning rate is replaced anyway.
  static func optimizer(
    _ reader: ConfigurationReader, readsRate: Bool = true
  ) throws(ModelError) -> (optimizer: any Optimizer, clipping: GradientClipping?) {
    let clippings = ["clipvalue", "clipnorm", "global_clipnorm"]
    if var own = try CustomParts.part(
      reader, as: (any Optimizer).self, ignoring: ["learning_rate"] + clippings),
      let arguments = reader["config"]
    {
      if readsRate, let rate = arguments["learning_rate"] {
        own.learningRate = try ScheduleRegistry.schedule(rate)
      }
      return (own, try clipping(arguments))
    }
    let (word, given) = try reader.classAndArguments(of: "optimizer", supported: table.names)
    let entry = try table.entry(word, path: reader.path)
    if given == nil, case .string = reader.json { return (entry.usual, nil) }
    let arguments = try reader.required("config")
    var optimizer = try entry.part(arguments)
    if readsRate, let rate = arguments["learning_rate"] {
      optimizer.learningRate = try ScheduleRegistry.schedule(rate)
    }
    try refuse(arguments, own: entry.argumentNames)
    let clipping = try clipping(arguments)
    try arguments.locating { () throws(ModelError) in
      try optimizer.check()
      try clipping?.check()
    }
    return (optimizer, clipping)
  }

  /// The optimizer in Keras's JSON: the smallest form that Keras 3.0 to 3.15 load.
  package static func configuration(
    of optimizer: any Optimizer, clipping: GradientClipping? = nil
  ) -> JSON {
    var arguments = optimizer.configuration
    arguments["learning_rate"] = .part(optimizer.learningRate)
    if let clipping { arguments[clipping.keyword] = .exact(clipping.limit) }
    return JSON(optimizer, arguments: arguments)
  }
}

// MARK: - Keras's other arguments

extension OptimizerRegistry {
  /// Arguments that do nothing while `use_ema` is false, and those read elsewhere.
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
    _ reader: ConfigurationReader, own: [String]
  ) throws(ModelError) {
    for (key, values) in idle where !own.contains(key) {
      guard let value = reader[key], !values.contains(value.json) else { continue }
      throw .unsupported(
        kind: key, name: value.json.serialized(), path: reader.path,
        supported: [values[0].serialized()])
    }
    try reader.refuseKeys(except: harmless + idle.map(\.key) + own)
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
      throw .malformed(
        path: reader.path, expected: "one of clipvalue, clipnorm, global_clipnorm",
        found: "\(found.map(\.keyword).joined(separator: " and "))")
    }
    return found.first
  }
}
