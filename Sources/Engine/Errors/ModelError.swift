/// Why a model cannot be built, compiled or read.
public enum ModelError: Error, Equatable {
  /// A layer was given a shape that it does not support.
  case shape(layer: String, expected: String, found: Shape)
  /// The first layer of a `Sequential` has no shape for its input.
  case missingInputShape(layer: String)
  /// The model has no layers.
  case empty
  /// Two layers have the same name.
  case duplicateName(String)
  /// An invalid argument of a layer, optimizer or loss.
  case invalidValue(of: String, expected: String, found: String)
  /// A loss does not match the model's output.
  case loss(String, expected: String, found: String)
  /// A metric does not match the model's output or labels.
  case metric(String, expected: String, found: String)
  /// New values for a variable have the wrong count.
  case weights(String, expected: String, found: String)
  /// `fit` or `evaluate` was called before `compile`.
  case notCompiled
  /// A configuration names a class that this version does not support.
  case unsupported(kind: String, name: String, path: String, supported: [String])
  /// A configuration lacks a value, or has one of another type.
  case malformed(path: String, expected: String, found: String)
  /// An error in a configuration, with its location in the file.
  indirect case located(path: String, ModelError)
}

extension ModelError: CustomStringConvertible {
  /// One line: what was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .shape(let layer, let expected, let found):
      "layer \(layer): its input has shape \(found); expected \(expected)"
    case .missingInputShape(let layer):
      "layer \(layer): the first layer has no input shape; give it one, as in "
        + "Dense(512, inputShape: [784]), or add an InputLayer before it"
    case .empty:
      "the model has no layers; add one before compile"
    case .duplicateName(let name):
      "two layers are named \(name); every layer of a model needs a name of its own"
    case .invalidValue(let name, let expected, let found):
      "\(name) is \(found); expected \(expected)"
    case .loss(let loss, let expected, let found):
      "loss \(loss): expected \(expected), found \(found)"
    case .metric(let metric, let expected, let found):
      "metric \(metric): expected \(expected), found \(found)"
    case .weights(let name, let expected, let found):
      "variable \(name): expected \(expected), found \(found)"
    case .notCompiled:
      "the model is not compiled; call compile(optimizer:loss:metrics:) first"
    case .unsupported(let kind, let name, let path, let supported):
      "\(path): \(kind) \(name.isEmpty ? "\"\"" : name) is not supported; supported: "
        + Suggestion.list(supported, insteadOf: name)
    case .malformed(let path, let expected, let found):
      "\(path): found \(found); expected \(expected)"
    case .located(let path, let error):
      "\(path): \(error)"
    }
  }
}
