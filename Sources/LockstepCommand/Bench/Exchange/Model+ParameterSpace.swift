import Engine
import Layers

extension Model {
  /// The parameters of a model with one output, as they lie in memory.
  ///
  /// - Throws: `ModelError` for a model that cannot be built.
  func parameterSpace() throws(ModelError) -> ParameterSpace {
    // A program is the door to it; its loss does not matter.
    try Program(
      graph(), Objective(losses: [MeanSquaredError()]), labels: [.dense], capacity: 1
    ).parameterSpace
  }
}
