import Engine
import Kernels
import Layers

/// The kernels and shapes that networks use.
enum KernelCases {
  /// Returns the kernels of the networks' layers, each once.
  ///
  /// - Throws: `ModelError` for an invalid model.
  static func all(
    _ networks: [(model: Model, rows: Int)], leafCount: Int
  ) throws -> [KernelCase] {
    var cases: [KernelCase] = []
    for (model, rows) in networks {
      cases += try layers(of: model.graph(), rows: rows, leafCount: leafCount)
      cases += try VectorCases.parameters(model.parameterSpace().count)
    }
    var keys: Set<String> = []
    return cases.filter { keys.insert($0.key).inserted }
  }

  private static func layers(
    of graph: Graph, rows: Int, leafCount: Int
  ) -> [KernelCase] {
    let leaves = LeafCuts(rows, into: leafCount)
    var cases: [KernelCase] = []
    var isLearned: [Bool] = []
    for call in graph.calls {
      let inputIsLearned = call.inputs.contains { isLearned[$0] }
      isLearned.append(
        inputIsLearned || !call.layer.parameters(for: call.inputShapes).isEmpty)
      guard let input = call.inputShapes.first else {
        cases += VectorCases.gather(rows: rows, size: call.outputShape.elementCount)
        continue
      }
      let sizes = input.dimensions
      switch call.layer {
      case let layer as Dense where sizes.count == 1:
        cases +=
          DenseCases(
            rows: rows, inner: sizes[0], columns: layer.units, leaves: leaves,
            hasInputGradient: inputIsLearned
          ).cases
        if layer.activation == .relu {
          cases += VectorCases.relu(rows: rows, columns: layer.units)
        }
      case let layer as Conv2D:
        let geometry = layer.geometry(for: input)
        cases +=
          ConvolutionCases(
            geometry: geometry, rows: rows, leaves: leaves, hasInputGradient: inputIsLearned
          ).cases
        if layer.activation == .relu {
          cases += VectorCases.relu(
            rows: rows * geometry.outputHeight * geometry.outputWidth, columns: layer.filters)
        }
      case let layer as MaxPooling2D:
        cases += PoolingCases(geometry: layer.geometry(for: input), rows: rows).cases
      default: break
      }
    }
    for output in graph.outputs where graph.calls[output].outputShape.elementCount > 1 {
      cases += VectorCases.loss(
        rows: rows, columns: graph.calls[output].outputShape.elementCount)
    }
    return cases
  }
}
