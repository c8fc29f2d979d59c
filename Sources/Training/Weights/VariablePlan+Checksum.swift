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

  /// The digests of the trainable variables and of the others, which ranks compare.
  var digest: String {
    let digests = withVariables { variables in
      unsafe [
        TensorDigest(of: variables.trainable, count: parameterSpace.count),
        TensorDigest(of: variables.nonTrainable, count: variableSpace.count),
      ]
    }
    return "of digest \(digests.map(\.text).joined(separator: " and "))"
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
