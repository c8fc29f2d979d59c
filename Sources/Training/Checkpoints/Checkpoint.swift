package import Engine
import FileFormats
import KerasFormat
import Layers

/// A run as it was saved at a step's end.
package struct Checkpoint: Sendable, Equatable {
  /// The form of the file; raised when a reader of the form before could not go on.
  package static let format = 2

  package var header: CheckpointHeader
  /// The trainable variables by name, in model order.
  package var weights: [NamedTensor]
  /// The non-trainable variables by name, in model order.
  package var variables: [NamedTensor]
  /// The optimizer's slots, `optimizer/SLOT/PARAMETER`, slot by slot in model order.
  package var slots: [NamedTensor]
  /// What callbacks have kept.
  package var kept: [CheckpointKept] = []

  /// The weights as the parameter space has them.
  package func weightVector(_ space: ParameterSpace) -> [Float] {
    Self.vector(weights[...], space)
  }

  /// The non-trainable variables, as their space has them.
  package func variableVector(_ space: ParameterSpace) -> [Float] {
    Self.vector(variables[...], space)
  }

  /// The slots one after the other, each as the parameter space has its parameters.
  package func slotVectors(_ space: ParameterSpace) -> [Float] {
    Self.slotVectors(slots, space)
  }

  static func slotVectors(_ slots: [NamedTensor], _ space: ParameterSpace) -> [Float] {
    let count = max(space.parameters.count, 1)
    return stride(from: 0, to: slots.count, by: count).flatMap {
      vector(slots[$0..<min($0 + count, slots.count)], space)
    }
  }

  static func vector(_ tensors: ArraySlice<NamedTensor>, _ space: ParameterSpace) -> [Float] {
    var values = [Float](repeating: 0, count: space.count)
    for (parameter, tensor) in zip(space.parameters, tensors) {
      values.replaceSubrange(parameter.range, with: tensor.values)
    }
    return values
  }
}

/// A tensor of a checkpoint.
package struct NamedTensor: Sendable, Equatable {
  package let name: String
  package let shape: [Int]
  package let values: [Float]

  package init(name: String, shape: [Int], values: [Float]) {
    self.name = name
    self.shape = shape
    self.values = values
  }
}

extension ParameterSpace {
  /// The parts of a vector by name.
  func tensors(_ prefix: String, _ values: ArraySlice<Float>) -> [NamedTensor] {
    parameters.map { parameter in
      let start = values.startIndex + parameter.range.lowerBound
      return NamedTensor(
        name: prefix + parameter.name, shape: parameter.shape,
        values: Array(values[start..<start + parameter.range.count]))
    }
  }
}
