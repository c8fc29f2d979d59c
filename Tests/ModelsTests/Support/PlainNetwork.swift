import Foundation
import Models
import Testing

/// A network described once, from which both the model and its obvious counterpart are made.
struct PlainNetwork: CustomTestStringConvertible, Sendable {
  /// A layer; `rows` is a sample of several rows that softmax runs over one by one.
  enum Layer: Sendable {
    case flatten
    case dense(Int, Function = .linear, bias: Bool = true)
    case activation(Function)
  }

  enum Function: Sendable {
    case linear, relu, softmax
  }

  var name: String
  var inputShape: [Int]
  var layers: [Layer]
  /// Whether the loss takes the outputs for logits.
  var fromLogits = false
  /// Whether all weights are positive, as outputs that are taken for probabilities must be.
  var hasPositiveWeights = false

  var testDescription: String { name }
  var inputCount: Int { inputShape.reduce(1, *) }

  /// The number of outputs.
  var classCount: Int {
    layers.reduce(inputCount) { count, layer in
      if case .dense(let units, _, _) = layer { units } else { count }
    }
  }

  /// The same network out of the library's layers.
  func model() -> Sequential {
    let model = Sequential([InputLayer(shape: Shape(inputShape))], seed: 11)
    for layer in layers {
      switch layer {
      case .flatten: model.add(Flatten())
      case .dense(let units, let function, let bias):
        model.add(Dense(units, activation: function.activation, useBias: bias))
      case .activation(let function): model.add(Activation(function.activation))
      }
    }
    return model
  }
}

extension PlainNetwork.Function {
  fileprivate var activation: ActivationFunction {
    switch self {
    case .linear: .linear
    case .relu: .relu
    case .softmax: .softmax
    }
  }

  /// The function over one row, `width` numbers at a time where they depend on each other.
  fileprivate func apply(_ x: [Double], width: Int) -> [Double] {
    switch self {
    case .linear: return x
    case .relu: return x.map { $0 > 0 ? $0 : 0 }
    case .softmax:
      var y: [Double] = []
      for start in stride(from: 0, to: x.count, by: width) {
        let powers = x[start..<start + width].map { exp($0) }
        let sum = powers.reduce(0, +)
        y += powers.map { $0 / sum }
      }
      return y
    }
  }
}

// MARK: - Forward, in plain loops

extension PlainNetwork {
  /// The outputs for one sample; `parameters` in the model's order.
  func outputs(_ parameters: [[Double]], _ sample: [Double]) -> [Double] {
    var values = sample
    var width = inputShape.last ?? 1
    var place = 0
    for layer in layers {
      switch layer {
      case .flatten: width = values.count
      case .activation(let function): values = function.apply(values, width: width)
      case .dense(let units, let function, let bias):
        let kernel = parameters[place]
        var sums = bias ? parameters[place + 1] : [Double](repeating: 0, count: units)
        place += bias ? 2 : 1
        for (i, value) in values.enumerated() {
          for j in 0..<units { sums[j] += value * kernel[i * units + j] }
        }
        width = units
        values = function.apply(sums, width: width)
      }
    }
    return values
  }

  /// The loss of one sample as Keras defines it.
  func loss(_ parameters: [[Double]], _ sample: [Double], class target: Int) -> Double {
    let outputs = outputs(parameters, sample)
    if fromLogits {
      return log(outputs.map { exp($0) }.reduce(0, +)) - outputs[target]
    }
    let share = outputs[target] / outputs.reduce(0, +)
    return endsInSoftmax ? -log(share) : -log(min(max(share, 1e-7), 1 - 1e-7))
  }

  /// Keras takes the logits before a last softmax, and clips nothing then.
  private var endsInSoftmax: Bool {
    switch layers.last {
    case .dense(_, .softmax, _), .activation(.softmax): true
    default: false
    }
  }
}
