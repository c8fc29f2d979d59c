package import Engine
import FileFormats
import KerasFormat
import Layers

/// The saved state of a run at the end of a step.
package struct Checkpoint: Sendable, Equatable {
  /// The version of the file format, incremented for incompatible changes.
  package static let format = 2

  package var header: CheckpointHeader
  /// The trainable variables by name, in model order.
  package var weights: [NamedTensor]
  /// The non-trainable variables by name, in model order.
  package var variables: [NamedTensor]
  /// The optimizer's slots, `optimizer/SLOT/PARAMETER`, slot by slot in model order.
  package var slots: [NamedTensor]
  /// The weights that callbacks have kept.
  package var kept: [CheckpointKept] = []

  /// Returns the weights in the layout of the parameter space.
  package func weightVector(_ space: ParameterSpace) -> [Float] {
    Self.vector(weights[...], space)
  }

  /// Returns the non-trainable variables in the layout of their space.
  package func variableVector(_ space: ParameterSpace) -> [Float] {
    Self.vector(variables[...], space)
  }

  /// Returns the slots, contiguous, each in the layout of the parameter space.
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
  /// Returns the tensors of a vector by name.
  func tensors(_ prefix: String, _ values: ArraySlice<Float>) -> [NamedTensor] {
    parameters.map { parameter in
      let start = values.startIndex + parameter.range.lowerBound
      return NamedTensor(
        name: prefix + parameter.name, shape: parameter.shape,
        values: Array(values[start..<start + parameter.range.count]))
    }
  }
}
