import FileFormats

/// The losses that a configuration can name.
enum LossRegistry {
  /// Every loss with its defaults.
  static let all: [any Loss] = [CategoricalCrossentropy(), SparseCategoricalCrossentropy()]

  static func loss(_ reader: ConfigurationReader) throws(ModelError) -> any Loss {
    let identifier = try reader.required("identifier").string()
    let fromLogits = try reader["from_logits"]?.boolean() ?? false
    switch identifier {
    case "categorical_crossentropy": return CategoricalCrossentropy(fromLogits: fromLogits)
    case "sparse_categorical_crossentropy":
      return SparseCategoricalCrossentropy(fromLogits: fromLogits)
    default:
      throw .unsupported(
        kind: "loss", name: identifier, path: reader.path, supported: all.map(\.identifier))
    }
  }

  static func configuration(of loss: any Loss) -> JSON {
    var entries: [String: JSON] = ["identifier": .string(loss.identifier)]
    if let loss = loss as? CategoricalCrossentropy {
      entries["from_logits"] = .bool(loss.fromLogits)
    }
    if let loss = loss as? SparseCategoricalCrossentropy {
      entries["from_logits"] = .bool(loss.fromLogits)
    }
    return .object(entries)
  }
}

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
    entries["learning_rate"] = .exact(optimizer.learningRate)
    return .object(["class_name": .string(optimizer.className), "config": .object(entries)])
  }
}
