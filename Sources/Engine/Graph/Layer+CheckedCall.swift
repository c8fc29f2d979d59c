extension Layer {
  /// Calls the layer as an untrusted file specifies.
  ///
  /// - Throws: `ModelError` when the layer does not support the inputs' shapes, or its output is
  ///   too large: later layers compute with its sizes.
  package func checkedCall(on inputs: [Symbol]) throws(ModelError) -> Symbol {
    guard let input = self as? InputLayer else {
      let symbol = try call(on: inputs)
      try SizeLimit.check(symbol.shape, layer: name ?? className)
      return symbol
    }
    guard inputs.isEmpty else {
      throw .invalidValue(
        of: "the number of inputs of layer \(name ?? className)", expected: "none",
        found: "\(inputs.count)")
    }
    try SizeLimit.check(input.shape, layer: name ?? className)
    return Symbol(
      shape: input.shape, node: Node(layer: input, inputs: [], outputShape: input.shape))
  }
}
