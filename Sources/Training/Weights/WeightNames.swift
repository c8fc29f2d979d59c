import FileFormats

/// Finds a model's variables in a file that other programs wrote, under names that Keras gives them
/// too.
///
/// A file may put the model's name before each name (`sequential/dense/kernel`) or a layer's twice
/// (`dense/dense/kernel`), end names in `:0`, or go on counting layers from those of another model
/// (`dense_2` for `dense`). Where several of a file's names fit, none is taken.
package struct WeightNames {
  private var names: [String: String] = [:]

  /// The names in a file that stand for a model's variables.
  ///
  /// - Parameters:
  ///   - file: The names of the file's tensors.
  ///   - wanted: The names of the model's variables, in model order.
  ///   - required: Those of them that the file must have.
  package init(_ file: [String], for wanted: [String], required: [String]) {
    let plain = Dictionary(
      file.map { ($0.hasSuffix(":0") ? String($0.dropLast(2)) : $0, $0) },
      uniquingKeysWith: { first, _ in first })
    // Takes the spelling that fits; of several, as of two models in one file, none.
    func take(_ spellings: [(String) -> String?]) -> Bool {
      let fitting = spellings.filter { spelling in
        required.allSatisfy { spelling($0).flatMap { plain[$0] } != nil }
      }
      guard let spelling = fitting.first else { return false }
      if fitting.count == 1 {
        for name in wanted { names[name] = spelling(name).flatMap { plain[$0] } }
      }
      return true
    }
    guard let first = required.first else { return }
    if take([{ $0 }]) { return }
    // Slots of an optimizer end in the names of parameters too.
    let prefixes = plain.keys.filter { $0.hasSuffix("/" + first) && !$0.hasPrefix("optimizer/") }
      .map { String($0.dropLast(first.count)) }.sorted()
    if take(prefixes.map { prefix in { prefix + $0 } }) { return }
    if take(([""] + prefixes).map { prefix in { prefix + Self.layer(of: $0) + "/" + $0 } }) {
      return
    }
    let isCounted = take(
      Set(plain.keys.map(Self.prefix)).sorted().map { prefix in
        let counted = Self.counted(plain.keys.filter { Self.prefix($0) == prefix }, wanted)
        return { counted[$0].map { prefix + $0 } }
      })
    if !isCounted { takeNearest(plain, wanted, required) }
  }

  /// Takes the model's name before each name under which a file has most of the required variables:
  /// the error is then of those that it lacks, not of all.
  private mutating func takeNearest(
    _ plain: [String: String], _ wanted: [String], _ required: [String]
  ) {
    let required = Set(required)
    // The numbers of parts of the names, as of dense/kernel.
    let sizes = Set(required.map { $0.utf8.count { $0 == UInt8(ascii: "/") } + 1 })
    var counts: [String: Int] = [:]
    for name in plain.keys where !name.hasPrefix("optimizer/") {
      let parts = name.split(separator: "/", omittingEmptySubsequences: false)
      for size in sizes where parts.count > size {
        guard required.contains(parts.suffix(size).joined(separator: "/")) else { continue }
        counts[parts.dropLast(size).map { $0 + "/" }.joined(), default: 0] += 1
      }
    }
    let most = counts.values.max() ?? 0
    let nearest = counts.filter { $0.value == most }.keys
    guard let prefix = nearest.first, nearest.count == 1,
      most > required.count(where: { plain[$0] != nil })
    else { return }
    for name in wanted { names[name] = plain[prefix + name] ?? prefix + name }
  }

  /// The name in the file of a model's variable: its own where nothing else was found.
  package subscript(name: String) -> String { names[name] ?? name }

  /// The names of layers that stand for each other when each kind is numbered anew, and with them
  /// those of their variables; none where the numbers of layers differ.
  private static func counted(_ file: [String], _ wanted: [String]) -> [String: String] {
    let file = file.map { String($0.dropFirst(prefix($0).count)) }
    let found = layers(file)
    let own = layers(wanted)
    var pairs: [String: String] = [:]
    for (stem, layers) in own {
      guard let others = found[stem], others.count == layers.count else { return [:] }
      for (layer, other) in zip(layers, others) { pairs[layer] = other }
    }
    return Dictionary(
      wanted.compactMap { name in
        pairs[layer(of: name)].map { (name, $0 + name.dropFirst(layer(of: name).count)) }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The layers of some variables by the name without its number, in the order of the numbers.
  private static func layers(_ names: [String]) -> [String: [String]] {
    Dictionary(grouping: Set(names.map(layer)), by: { numbered($0).stem }).mapValues { layers in
      layers.sorted { numbered($0).number < numbered($1).number }
    }
  }

  /// `dense_2` as `dense` and 2; a name without a number has 0.
  private static func numbered(_ layer: String) -> (stem: String, number: Int) {
    guard let mark = layer.lastIndex(of: "_"),
      let number = Int(layer[layer.index(after: mark)...]), number > 0
    else { return (layer, 0) }
    return (String(layer[..<mark]), number)
  }

  /// The layer's part of a variable's name: all before the last slash.
  private static func layer(of name: String) -> String {
    name.lastIndex(of: "/").map { String(name[..<$0]) } ?? ""
  }

  /// What stands before a layer's own name: `sequential/` of `sequential/dense/kernel`.
  private static func prefix(_ name: String) -> String {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(2).map { $0 + "/" }.joined()
  }
}
