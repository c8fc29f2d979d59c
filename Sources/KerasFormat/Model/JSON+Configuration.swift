package import Engine
package import FileFormats
import Layers

extension JSON {
  /// A configuration's value as Keras writes it.
  package init(_ value: ConfigurationValue) {
    self =
      switch value {
      case .null: .null
      case .bool(let value): .bool(value)
      case .integer(let value): .integer(value)
      case .number(let value): .number(value)
      case .string(let value): .string(value)
      case .array(let values): .array(values.map(JSON.init))
      case .object(let values): .object(values.mapValues(JSON.init))
      case .part(let part): JSON(part)
      }
  }

  /// A part as Keras writes it: the bare number of a constant learning rate, else an object of
  /// class and arguments.
  package init(_ part: any Configurable) {
    if let rate = (part as? any LearningRateSchedule)?.constantRate {
      self = .exact(rate)
    } else {
      self.init(part, arguments: part.configuration)
    }
  }

  /// A part's class with arguments by Keras's names.
  init(_ part: any Configurable, arguments: [String: ConfigurationValue]) {
    var members: [String: JSON] = [
      "class_name": .string(part.className), "config": .object(arguments.mapValues(JSON.init)),
    ]
    // Losses and metrics have no module in checkpoints.
    if let module = Self.module(of: part) {
      members["module"] = .string(module)
      members["registered_name"] = .null
    }
    self = .object(members)
  }

  private static func module(of part: any Configurable) -> String? {
    switch part {
    case is LinearWarmup: "lockstep"
    case is any LearningRateSchedule: "keras.optimizers.schedules"
    case is any Initializer: "keras.initializers"
    case is any Optimizer: "keras.optimizers"
    default: nil
    }
  }
}
