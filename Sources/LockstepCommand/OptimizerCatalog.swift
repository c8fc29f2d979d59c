import KerasFormat
import Layers

/// Reads what `--optimizer` is given: `NAME`, or `NAME:key=value,key=value`.
enum OptimizerCatalog {
  /// The names, in the order in which they are listed; Keras's spellings are found too.
  static let names = OptimizerRegistry.classNames.map { $0.lowercased() }

  /// The optimizer that a word describes.
  ///
  /// - Throws: `TrainingError.invalidValue` or `ModelError.invalidValue` naming what cannot be, and
  ///   what could.
  static func optimizer(_ word: String) throws -> any Optimizer {
    let option = try KeyedOption(word, of: "--optimizer")
    guard let className = OptimizerRegistry.className(of: option.name) else {
      throw option.unknownName(names)
    }
    var optimizer = try make(className, option)
    if let rate = try option.float("learningRate") { optimizer.learningRate = rate }
    try optimizer.check()
    return optimizer
  }

  private static func make(
    _ className: String, _ option: KeyedOption
  ) throws -> any Optimizer {
    switch className {
    case "Adam":
      try option.expect(keys: ["beta1", "beta2", "epsilon", "learningRate"])
      var adam = Adam()
      adam.beta1 = try option.double("beta1") ?? adam.beta1
      adam.beta2 = try option.double("beta2") ?? adam.beta2
      adam.epsilon = try option.float("epsilon") ?? adam.epsilon
      return adam
    case "AdamW":
      try option.expect(keys: ["beta1", "beta2", "epsilon", "weightDecay", "learningRate"])
      let (adam, adamW) = (Adam(), AdamW())
      return AdamW(
        weightDecay: try option.float("weightDecay") ?? adamW.weightDecay,
        beta1: try option.double("beta1") ?? adam.beta1,
        beta2: try option.double("beta2") ?? adam.beta2,
        epsilon: try option.float("epsilon") ?? adam.epsilon)
    case "SGD":
      try option.expect(keys: ["momentum", "nesterov", "learningRate"])
      var sgd = SGD()
      sgd.momentum = try option.float("momentum") ?? sgd.momentum
      sgd.nesterov = try option.boolean("nesterov") ?? sgd.nesterov
      return sgd
    case "RMSprop":
      try option.expect(keys: ["centered", "epsilon", "momentum", "rho", "learningRate"])
      var rmsprop = RMSprop()
      rmsprop.rho = try option.double("rho") ?? rmsprop.rho
      rmsprop.momentum = try option.float("momentum") ?? rmsprop.momentum
      rmsprop.epsilon = try option.float("epsilon") ?? rmsprop.epsilon
      rmsprop.centered = try option.boolean("centered") ?? rmsprop.centered
      return rmsprop
    case "Adagrad":
      try option.expect(keys: ["epsilon", "initialAccumulator", "learningRate"])
      var adagrad = Adagrad()
      adagrad.initialAccumulatorValue =
        try option.float("initialAccumulator") ?? adagrad.initialAccumulatorValue
      adagrad.epsilon = try option.float("epsilon") ?? adagrad.epsilon
      return adagrad
    default:
      try option.expect(keys: ["epsilon", "rho", "learningRate"])
      var adadelta = Adadelta()
      adadelta.rho = try option.double("rho") ?? adadelta.rho
      adadelta.epsilon = try option.float("epsilon") ?? adadelta.epsilon
      return adadelta
    }
  }
}
