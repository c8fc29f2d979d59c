import FileFormats

/// The optimizers that a configuration can name.
enum OptimizerRegistry {
  static func optimizer(_ entry: ConfigurationReader) throws(ModelError) -> any Optimizer {
    let reader = try entry.required("config")
    let className = try entry.required("class_name").string()
    let learningRate = try reader.required("learning_rate").float()
    switch className {
    case "Adam":
      return Adam(
        learningRate: learningRate, beta1: try reader.required("beta_1").double(),
        beta2: try reader.required("beta_2").double(),
        epsilon: try reader.required("epsilon").float())
    case "SGD":
      return SGD(
        learningRate: learningRate, momentum: try reader.required("momentum").float(),
        nesterov: try reader.required("nesterov").boolean())
    case "AdamW":
      return AdamW(
        learningRate: learningRate, weightDecay: try reader.required("weight_decay").float(),
        beta1: try reader.required("beta_1").double(),
        beta2: try reader.required("beta_2").double(),
        epsilon: try reader.required("epsilon").float())
    case "RMSprop":
      return RMSprop(
        learningRate: learningRate, rho: try reader.required("rho").double(),
        momentum: try reader.required("momentum").float(),
        epsilon: try reader.required("epsilon").float(),
        centered: try reader.required("centered").boolean())
    case "Adagrad":
      return Adagrad(
        learningRate: learningRate,
        initialAccumulatorValue: try reader.required("initial_accumulator_value").float(),
        epsilon: try reader.required("epsilon").float())
    case "Adadelta":
      return Adadelta(
        learningRate: learningRate, rho: try reader.required("rho").double(),
        epsilon: try reader.required("epsilon").float())
    default:
      throw .unsupported(
        kind: "optimizer", name: className, path: entry.path,
        supported: ["Adam", "AdamW", "SGD", "RMSprop", "Adagrad", "Adadelta"])
    }
  }

  static func configuration(of optimizer: any Optimizer) -> JSON {
    var entries = optimizer.configuration
    entries["learning_rate"] = .exact(optimizer.learningRate.rate(atStep: 0))
    return .object(["class_name": .string(optimizer.className), "config": .object(entries)])
  }
}
