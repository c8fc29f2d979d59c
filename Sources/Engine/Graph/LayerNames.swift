/// The names of the layers of a graph.
///
/// A layer has the name that the user gave, or its class name in snake case, numbered from the
/// second on. A layer inside a composite has the composite's name as prefix:
/// `residual_block/dense`; each composite numbers its layers anew.
package struct LayerNames {
  private var names: [ObjectIdentifier: String] = [:]
  private var taken: Set<String> = []
  private var counts: [String: Int] = [:]

  /// Names the layers of a model's nodes, which are in model order.
  package init(_ nodes: [Node]) throws(ModelError) {
    try self.init(of: nodes)
    for name in names.values.sorted() { try Self.check(name) }
  }

  /// Names the layers of nodes of a part of a model.
  init(of nodes: [Node]) throws(ModelError) {
    // From the outermost on: a name begins with that of the enclosing composite.
    let depth = nodes.reduce(0) { max($0, $1.owners.count) }
    for level in 0...depth { try name(nodes, level: level) }
  }

  /// Beginnings of names that stand for other things in the files of models.
  private static let reserved = ["optimizer", "callbacks"]

  /// Checks a layer's name.
  ///
  /// - Throws: `ModelError` for a name that would be taken for another thing in a file, or that a
  ///   terminal obeys.
  package static func check(_ name: String) throws(ModelError) {
    guard !name.isEmpty else {
      throw .invalidValue(of: "the name of a layer", expected: "a text", found: "empty")
    }
    guard let first = name.split(separator: "/", omittingEmptySubsequences: false).first,
      !reserved.contains(String(first))
    else {
      throw .invalidValue(
        of: "the name of a layer",
        expected: "one that does not begin with \(reserved.joined(separator: " or ")), which files "
          + "of models have for other things", found: name)
    }
    let isPlain = name.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: false
      default: true
      }
    }
    guard isPlain else {
      throw .invalidValue(
        of: "the name of a layer", expected: "text without control characters",
        found: name.debugDescription)
    }
  }

  /// The name of a layer of the graph.
  package func name(of layer: any Layer) -> String {
    names[ObjectIdentifier(layer)] ?? layer.className
  }

  /// The layers of nodes in their order, each once, with their names.
  func layers(of nodes: [Node]) -> [(name: String, layer: any Layer)] {
    var seen: Set<ObjectIdentifier> = []
    return nodes.map(\.layer).filter { seen.insert(ObjectIdentifier($0)).inserted }
      .map { (name(of: $0), $0) }
  }

  /// Names the layers and composites that are nested in `level` composites.
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
  for (index, letter) in letters.enumerated() {
    let startsWord = index > 0 && letter.isUppercase
    if startsWord {
      let followsLower = letters[index - 1].isLowercase
      let precedesLower = index + 1 < letters.count && letters[index + 1].isLowercase
      if followsLower || precedesLower { result.append("_") }
    }
    result.append(contentsOf: letter.lowercased())
  }
  return result
}
