/// Limits on the sizes of a model's tensors.
///
/// Shapes come from untrusted files: they are checked before they are multiplied or memory is
/// allocated.
package enum SizeLimit {
  /// The most elements of one sample of a tensor: 1 GiB of floats.
  static let elementCount = 1 << 28

  /// The most parameters of a model: 8 GiB of floats.
  static let parameterCount = 1 << 31

  /// The bytes of memory that this process may have.
  static let memoryByteCount = MemoryLimit.byteCount

  /// - Throws: `ModelError` naming the layer where so many floats exceed the machine's memory.
  package static func check(
    floats count: Int, of what: String, layer: String
  ) throws(ModelError) {
    let size = MemoryLayout<Float>.stride
    guard count > memoryByteCount / size else { return }
    throw .invalidValue(
      of: "\(what) layer \(layer)",
      expected: "at most \(memoryByteCount >> 20) MiB, \(MemoryLimit.origin)",
      found: "\(count / (1 << 20) * size) MiB")
  }

  /// - Throws: `ModelError` naming the first layer that is too large, or has a size below 1.
  static func check(_ calls: [Graph.Call]) throws(ModelError) {
    var parameterCount = 0
    var seen: Set<ObjectIdentifier> = []
    for call in calls {
      try check(call.outputShape, layer: call.name)
      guard seen.insert(ObjectIdentifier(call.layer)).inserted else { continue }
      let parameters = call.layer.parameters(for: call.inputShapes)
      try check(parameters, layer: call.name)
      for parameter in parameters {
        let count = Shape(parameter.shape).elementCount
        guard count <= Self.parameterCount - parameterCount else {
          throw .invalidValue(
            of: "the model's number of parameters up to layer \(call.name)",
            expected: "at most \(Self.parameterCount)", found: "more")
        }
        parameterCount += count
        // First values are drawn in one piece, and then copied to their layers.
        try check(
          floats: 2 * parameterCount, of: "the memory for the first values up to", layer: call.name)
      }
    }
  }

  /// - Throws: `ModelError` naming a variable with a size below 1, or whose name another one of its
  ///   layer has: files find variables by their names.
  private static func check(
    _ parameters: [ParameterSpecification], layer: String
  ) throws(ModelError) {
    var names: Set<String> = []
    for parameter in parameters {
      guard parameter.shape.allSatisfy({ $0 > 0 }) else {
        throw .invalidValue(
          of: "the shape of variable \(parameter.name) of layer \(layer)",
          expected: "sizes from 1 up", found: "\(parameter.shape)")
      }
      guard names.insert(parameter.name).inserted else {
        throw .invalidValue(
          of: "the name of a variable of layer \(layer)",
          expected: "one that no other of its variables has", found: parameter.name)
      }
    }
  }

  /// - Throws: `ModelError` naming a layer with an output that is too large, or has a size below 1.
  static func check(_ shape: Shape, layer: String) throws(ModelError) {
    guard shape.dimensions.allSatisfy({ $0 > 0 }), shape.elementCount <= elementCount else {
      throw .invalidValue(
        of: "the output's shape of layer \(layer)",
        expected: "sizes from 1 up, at most \(elementCount) elements", found: "\(shape)")
    }
  }
}
