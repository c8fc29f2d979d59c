package import Engine
import FileFormats
import Layers

extension VariablePlan {
  /// The CRC-32 of all variables in model order, eight hexadecimal digits.
  package var checksum: String {
    var sum = CRC32()
    for entry in entries {
      unsafe entry.values.withUnsafeBytes { unsafe sum.update($0) }
    }
    return sum.hexadecimal
  }
}

extension Model {
  /// The checksum of the variables where they are those of a file; nil for a model's own first
  /// ones.
  ///
  /// - Throws: `ModelError` naming the layer that does not support its input.
  func loadedWeightsChecksum() throws(ModelError) -> String? {
    loadedWeights == nil ? nil : try variablePlan().checksum
  }
}
