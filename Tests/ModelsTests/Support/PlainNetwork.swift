import Foundation
import Models
import Testing

/// A network described once, from which both the model and its obvious counterpart are made.
struct PlainNetwork: CustomTestStringConvertible, Sendable {
  /// A layer.
  enum Layer: Sendable {
    case flatten
    case reshape([Int])
    case dense(Int, Function = .linear, bias: Bool = true)
    case activation(Function)
    case leakyReLU(slope: Float)
    case elu(alpha: Float)
    case convolution(Int, Windows, Function = .linear, bias: Bool = true)
    case maxPooling(Windows)
    case averagePooling(Windows)
    case globalAveragePooling
  }

  enum Function: Sendable, CaseIterable {
    case linear, relu, softmax, sigmoid, tanh, leakyReLU, elu, softplus, exponential, gelu, silu
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
    layers.reduce(inputShape) { shape, layer in layer.outputShape(for: shape) }.reduce(1, *)
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
      case .reshape(let shape): model.add(Reshape(Shape(shape)))
      case .leakyReLU(let slope): model.add(LeakyReLU(negativeSlope: slope))
      case .elu(let alpha): model.add(ELU(alpha: alpha))
      case .convolution(let filters, let windows, let function, let bias):
        model.add(
          Conv2D(
            filters, windows.size, strides: windows.strides, padding: windows.padding,
            activation: function.activation, useBias: bias))
      case .maxPooling(let windows):
        model.add(
          MaxPooling2D(windows.size, strides: windows.strides, padding: windows.padding))
      case .averagePooling(let windows):
        model.add(
          AveragePooling2D(windows.size, strides: windows.strides, padding: windows.padding))
      case .globalAveragePooling: model.add(GlobalAveragePooling2D())
      }
    }
    return model
  }
}

// MARK: - Forward, in plain loops

extension PlainNetwork {
  /// The outputs for one sample; `parameters` in the model's order.
  func outputs(_ parameters: [[Double]], _ sample: [Double]) -> [Double] {
    var values = sample
    var shape = inputShape
    var place = 0
    for layer in layers {
      let newShape = layer.outputShape(for: shape)
      switch layer {
      case .flatten, .reshape: break
      case .activation(let function):
        values = function.apply(values, width: shape.last ?? 1)
      case .leakyReLU(let slope): values = values.map { $0 > 0 ? $0 : Double(slope) * $0 }
      case .elu(let alpha): values = values.map { $0 > 0 ? $0 : Double(alpha) * expm1($0) }
      case .dense(let units, let function, let bias):
        let kernel = parameters[place]
        var sums = bias ? parameters[place + 1] : [Double](repeating: 0, count: units)
        place += bias ? 2 : 1
        for (i, value) in values.enumerated() {
          for j in 0..<units { sums[j] += value * kernel[i * units + j] }
        }
        values = function.apply(sums, width: units)
      case .convolution(let filters, let windows, let function, let bias):
        let sums = windows.convolution(
          of: values, shape, with: parameters[place], filters: filters,
          bias: bias ? parameters[place + 1] : nil)
        place += bias ? 2 : 1
        values = function.apply(sums, width: filters)
      case .maxPooling(let windows):
        values = windows.pooled(values, shape) { $0.max() ?? .nan }
      case .averagePooling(let windows):
        values = windows.pooled(values, shape) { $0.reduce(0, +) / Double($0.count) }
      case .globalAveragePooling:
        let all = PlainNetwork.Windows((shape[0], shape[1]))
        values = all.pooled(values, shape) { $0.reduce(0, +) / Double($0.count) }
      }
      shape = newShape
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
