import FileFormats

/// Weights in a file that a model which starts from it does not have.
package struct UnusedWeights {
  /// Their names in the file, sorted; at least one.
  package let names: [String]

  /// Those that are means and variances of a `Normalization`: without them the other weights get
  /// inputs of another scale than they were trained with.
  package var statistics: [String] {
    names.filter { name in
      let parts = name.split(separator: "/")
      if parts.count > 2, parts[parts.count - 2] == "vars" {
        // Keras calls a layer by its class.
        let layer = parts[parts.count - 3]
        return layer == "normalization" || layer.hasPrefix("normalization_")
      }
      return ["mean", "variance"].contains(parts.last.map { $0.prefix { $0 != ":" } })
    }
  }

  /// The first names, and how many others there are.
  package var list: String { Self.list(names) }

  /// The first of some names, and how many others there are.
  package static func list(_ names: [String]) -> String {
    names.prefix(6).map { $0.onOneLine(limit: 80) }.joined(separator: ", ")
      + (names.count > 6 ? " and \(names.count - 6) others" : "")
  }
}
