import FileFormats
import KerasFormat
package import Layers

/// What reading makes of an optimizer that was written as text.
package func readBack(_ optimizer: any Optimizer) throws -> any Optimizer {
  let text = OptimizerRegistry.configuration(of: optimizer).serialized()
  return try OptimizerRegistry.optimizer(
    configuration: JSON(parsing: Array(text.utf8)), path: "optimizer"
  ).optimizer
}
