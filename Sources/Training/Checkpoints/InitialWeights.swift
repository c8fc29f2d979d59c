import Engine
import FileFormats
package import Layers
package import Parallel

extension Model {
  /// Starts from the variables in a safetensors file, which has them under the model's names, as a
  /// checkpoint does; every rank of the group calls it, rank 0 reads.
  ///
  /// What no gradient changes may be missing, and whatever else the file holds is not looked at.
  ///
  /// - Throws: `SafetensorsError` or `FileError` on rank 0.
  package func loadWeights(from path: String, in group: ProcessGroup) throws {
    var state = try currentState()
    if group.isFirst {
      let file = try SafetensorsFile(path)
      let plan = try variablePlan()
      for entry in plan.entries {
        let parameter = entry.parameter
        guard entry.isTrainable || file.contains(parameter.name) else { continue }
        let tensor = try file.tensor(parameter.name)
        guard tensor.shape == parameter.shape else {
          throw SafetensorsError(
            .shape, path: path, part: parameter.name, found: "shape \(tensor.shape)",
            expected: "\(parameter.shape), the model's")
        }
        let values = try file.floats(parameter.name)
        if entry.isTrainable {
          state.weights.replaceSubrange(parameter.range, with: values)
        } else {
          state.variables.replaceSubrange(parameter.range, with: values)
        }
      }
    }
    try group.broadcast(&state.weights)
    try group.broadcast(&state.variables)
    self.state = state
  }
}
