import Engine
import KerasFormat
import Layers

extension ONNXModel {
  /// Adds the nodes of an activation.
  mutating func activated(
    _ function: ActivationFunction, _ x: Value
  ) throws(ModelError) -> Value {
    switch function.identifier {
    case "linear": return x
    case "relu": return add("Relu", [x.name], like: x)
    case "sigmoid": return add("Sigmoid", [x.name], like: x)
    case "tanh": return add("Tanh", [x.name], like: x)
    case "softplus": return add("Softplus", [x.name], like: x)
    case "exponential": return add("Exp", [x.name], like: x)
    case "softmax":
      let axis = ONNXGraph.Attribute.integer(x.isChannelsFirst ? 1 : -1)
      return add("Softmax", [x.name], like: x, ["axis": axis])
    case "leaky_relu":
      let slope = function.argument("negative_slope") ?? 0.2
      return add("LeakyRelu", [x.name], like: x, ["alpha": .float(slope)])
    case "elu":
      let alpha = function.argument("alpha") ?? 1
      return add("Elu", [x.name], like: x, ["alpha": .float(alpha)])
    case "silu": return add("Mul", [x.name, add("Sigmoid", [x.name], like: x).name], like: x)
    case "gelu":
      // x / 2 · (1 + erf(x / √2))
      let scaled = add("Mul", [x.name, scalar("root_of_half", 0.70710677)], like: x)
      let erf = add("Erf", [scaled.name], like: x)
      let sum = add("Add", [erf.name, scalar("one", 1)], like: x)
      let half = add("Mul", [x.name, scalar("half", 0.5)], like: x)
      return add("Mul", [half.name, sum.name], like: x)
    default: throw Self.unsupported("activation in ONNX", function.identifier, call)
    }
  }
}

extension ActivationFunction {
  /// A number among the arguments of the layer that files have in the function's place.
  fileprivate func argument(_ name: String) -> Float? {
    guard case .object(let members) = configuration,
      case .object(let arguments)? = members["config"],
      case .number(let number)? = arguments[name]
    else { return nil }
    return Float(number)
  }
}
