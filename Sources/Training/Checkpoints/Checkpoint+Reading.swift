import Engine
import FileFormats
package import Layers

extension Checkpoint {
  /// Reads a checkpoint, and checks every byte of it, for a model that is to go on from it or for
  /// any.
  ///
  /// - Throws: `SafetensorsError` or `FileError` for the file, `CheckpointError` for its content.
  package init(readingFrom path: String, for model: Model? = nil) throws {
    self = try CheckpointFile(verifying: path, for: model).checkpoint()
  }
}

extension SafetensorsFile {
  /// Checks that there is a tensor of a parameter's name behind a prefix, and of its shape.
  ///
  /// - Throws: `SafetensorsError` naming the tensor.
  func check(_ parameter: Parameter, prefix: String = "") throws {
    try check(prefix + parameter.name, shape: parameter.shape)
  }

  /// Checks that there is a tensor of the right shape for each of a model's variables.
  ///
  /// - Throws: `SafetensorsError` naming the first that is not.
  func check(_ plan: VariablePlan) throws {
    for entry in plan.entries { try check(entry.parameter) }
  }

  /// Checks that there is a tensor of a name and shape.
  ///
  /// - Throws: `SafetensorsError` naming the tensor.
  func check(_ name: String, shape: [Int]) throws {
    let found = try tensor(name).shape
    guard found == shape else {
      throw SafetensorsError(
        .shape, path: path, part: name, found: "shape \(found)", expected: "\(shape), the model's")
    }
  }

  /// Returns the tensor of a parameter, by name with a prefix.
  ///
  /// - Throws: `SafetensorsError` naming a tensor that is missing, of another shape, not finite, or
  ///   below 0 where it cannot be, as a variance.
  func tensor(
    of parameter: Parameter, prefix: String = "", isNeverNegative: Bool = false
  ) throws -> NamedTensor {
    try check(parameter, prefix: prefix)
    let name = prefix + parameter.name
    let tensor = NamedTensor(name: name, shape: parameter.shape, values: try floats(name))
    guard LentTensor(tensor).isFinite else {
      throw SafetensorsError(
        .dataType, path: path, part: name, found: "a number that is NaN or infinite",
        expected: "finite numbers")
    }
    if isNeverNegative || prefix.isEmpty && parameter.isVariance,
      let negative = tensor.values.first(where: { $0 < 0 })
    {
      throw SafetensorsError(
        .dataType, path: path, part: name, found: "\(negative)", expected: "numbers from 0 up")
    }
    return tensor
  }
}
