/// Gives the layers of a graph their names.
///
/// A layer is called by its own name, or by its class in snake case, counted from the second on.
/// One that a composite layer made stands behind the composite's name: `residual_block/dense`;
/// names are counted inside each composite from the start.
struct LayerNames {
  private var names: [ObjectIdentifier: String] = [:]
  private var taken: Set<String> = []
  private var counts: [String: Int] = [:]

  /// The names for the layers of nodes in model order.
  init(_ nodes: [Node]) throws(ModelError) {
    // From the outermost on: a name begins with that of what stands around it.
    let depth = nodes.reduce(0) { max($0, $1.owners.count) }
    for level in 0...depth { try name(nodes, level: level) }
  }

  /// The name of a layer of the graph.
  func name(of layer: any Layer) -> String {
    names[ObjectIdentifier(layer)] ?? layer.className
  }

  /// Names what stands in `level` composites: layers, and composites with more in them.
  private mutating func name(_ nodes: [Node], level: Int) throws(ModelError) {
    let things = nodes.filter { $0.owners.count >= level }.map { node in
      (
        layer: node.owners.count == level ? node.layer : node.owners[level],
        prefix: level == 0 ? "" : name(of: node.owners[level - 1]) + "/"
      )
    }
    for (layer, prefix) in things {
      guard names[ObjectIdentifier(layer)] == nil, let own = layer.name else { continue }
      guard taken.insert(prefix + own).inserted else { throw .duplicateName(prefix + own) }
      names[ObjectIdentifier(layer)] = prefix + own
    }
    for (layer, prefix) in things where names[ObjectIdentifier(layer)] == nil {
      let stem = prefix + snakeCase(layer.className)
      var name = stem
      repeat {
        let count = counts[stem, default: 0]
        counts[stem] = count + 1
        name = count == 0 ? stem : "\(stem)_\(count)"
      } while taken.contains(name)
      taken.insert(name)
      names[ObjectIdentifier(layer)] = name
    }
  }
}

/// A class name in Keras's snake case: `MaxPooling2D` is `max_pooling2d`, `LeakyReLU`
/// `leaky_re_lu`.
package func snakeCase(_ className: String) -> String {
  let letters = Array(className)
  var result = ""
  for (place, letter) in letters.enumerated() {
    let startsWord = place > 0 && letter.isUppercase
    if startsWord {
      let followsLower = letters[place - 1].isLowercase
      let precedesLower = place + 1 < letters.count && letters[place + 1].isLowercase
      if followsLower || precedesLower { result.append("_") }
    }
    result.append(contentsOf: letter.lowercased())
  }
  return result
}
