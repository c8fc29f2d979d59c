import Engine
import FileFormats
import Layers

/// Builds the graph that the `config` of a Functional model describes.
struct FunctionalReader {
  /// One of the file's layers.
  private struct Entry {
    let reader: ConfigurationReader
    let name: String
    let layer: any Layer
    let calls: [Call]

    var path: String { reader.path }
  }

  /// One call of a layer.
  private struct Call {
    let path: String
    let inputs: [TensorReference]
  }

  /// The index of a call: that of its layer in the file, and its own among the layer's calls.
  private struct CallIndex: Hashable {
    let entry: Int
    let call: Int
  }

  private let arguments: ArgumentReader
  private let entries: [Entry]
  private var entryIndices: [String: Int] = [:]
  private var symbols: [CallIndex: Symbol] = [:]

  /// Reads the layers.
  ///
  /// - Throws: `ModelError` with the location of what is missing or not supported.
  init(_ config: ConfigurationReader) throws(ModelError) {
    arguments = try ArgumentReader(config)
    try arguments.expectCommonArguments()
    var entries: [Entry] = []
    for reader in try arguments.required("layers").elements() {
      let entry = try Self.entry(reader)
      guard entryIndices.updateValue(entries.count, forKey: entry.name) == nil else {
        throw .located(path: reader.path, .duplicateName(entry.name))
      }
      entries.append(entry)
    }
    self.entries = entries
  }

  private static func entry(_ reader: ConfigurationReader) throws(ModelError) -> Entry {
    let layer = try LayerRegistry.layer(reader)
    let name = try reader.required("config")["name"]?.string()
    guard let name, try reader["name"]?.string() ?? name == name else {
      throw .malformed(
        path: reader.path, expected: "a name, the same in the layer's config",
        found: "\(name ?? "none") in the config and \(reader["name"]?.json.excerpt ?? "none")")
    }
    let nodes = try reader["inbound_nodes"]?.elements() ?? []
    guard !(layer is InputLayer) else {
      guard nodes.isEmpty else {
        throw nodes[0].malformed("nothing: \(name) is an InputLayer")
      }
      return Entry(
        reader: reader, name: name, layer: layer, calls: [Call(path: reader.path, inputs: [])])
    }
    var calls: [Call] = []
    for node in nodes {
      calls.append(Call(path: node.path, inputs: try TensorReference.inputs(of: node)))
    }
    return Entry(reader: reader, name: name, layer: layer, calls: calls)
  }

  /// Returns the model, not compiled.
  ///
  /// - Throws: `ModelError` with the location of what is invalid.
  mutating func model(seed: UInt64) throws(ModelError) -> Model {
    let name = try arguments.name() ?? "functional"
    let inputs = try modelInputs()
    var outputs: [Symbol] = []
    for reference in try TensorReference.list(try arguments.required("output_layers")) {
      outputs.append(try symbol(reference, of: "an output of the model"))
    }
    try arguments.finish()
    try checkConnections(inputs)
    let model = Model(
      inputs: inputs.compactMap { symbols[$0] }, outputs: outputs, name: name, seed: seed)
    _ = try model.graph()
    return model
  }

  /// Returns the indices of the model's inputs, in order.
  private func modelInputs() throws(ModelError) -> [CallIndex] {
    var inputs: [CallIndex] = []
    for reference in try TensorReference.list(try arguments.required("input_layers")) {
      let index = try callIndex(reference, of: "an input of the model")
      guard entries[index.entry].layer is InputLayer, !inputs.contains(index) else {
        throw .located(
          path: reference.path,
          .invalidValue(
            of: "an input of the model", expected: "each InputLayer once", found: reference.layer))
      }
      inputs.append(index)
    }
    return inputs
  }

  /// Refuses layers that no output depends on, and inputs that are not listed.
  private func checkConnections(_ inputs: [CallIndex]) throws(ModelError) {
    for (index, entry) in entries.enumerated() {
      if entry.layer is InputLayer, !inputs.contains(CallIndex(entry: index, call: 0)) {
        throw .malformed(
          path: entry.path, expected: "\(entry.name) to stand in input_layers",
          found: "an InputLayer that does not")
      }
      for (number, call) in entry.calls.enumerated()
      where symbols[CallIndex(entry: index, call: number)] == nil {
        throw .malformed(
          path: call.path, expected: "a call of \(entry.name) that leads to an output",
          found: "one that leads to none")
      }
      try BuiltShapes.check(entry.reader, calls: inputShapes(of: entry, index))
      guard !entry.calls.isEmpty else {
        throw .malformed(
          path: entry.path, expected: "at least one call of \(entry.name)", found: "none")
      }
    }
  }
}

// MARK: - Calls

extension FunctionalReader {
  /// The shapes of the inputs of each call of a layer; none for an InputLayer.
  private func inputShapes(of entry: Entry, _ index: Int) -> [[Shape]] {
    guard !(entry.layer is InputLayer) else { return [] }
    return entry.calls.map { call in
      call.inputs.compactMap { input in
        entryIndices[input.layer].flatMap {
          symbols[CallIndex(entry: $0, call: input.call)]?.shape
        }
      }
    }
  }
}

extension FunctionalReader {
  /// A call that is being built, with the inputs so far.
  private struct Pending {
    let index: CallIndex
    var inputs: [Symbol] = []
  }

  /// Returns the symbol of a tensor, building everything that it depends on.
  ///
  /// Depth first, without recursion: a deep model must not exhaust the stack.
  private mutating func symbol(
    _ reference: TensorReference, of user: String
  ) throws(ModelError) -> Symbol {
    let wanted = try callIndex(reference, of: user)
    if let symbol = symbols[wanted] { return symbol }
    var pending = [Pending(index: wanted)]
    var open: Set = [wanted]
    while var last = pending.popLast() {
      let entry = entries[last.index.entry]
      let call = entry.calls[last.index.call]
      if last.inputs.count == call.inputs.count {
        symbols[last.index] = try symbol(entry, call, last.inputs)
        open.remove(last.index)
        continue
      }
      let input = call.inputs[last.inputs.count]
      let needed = try callIndex(input, of: "the input of layer \(entry.name)")
      if let symbol = symbols[needed] {
        last.inputs.append(symbol)
        pending.append(last)
        continue
      }
      pending.append(last)
      guard open.insert(needed).inserted else {
        throw .located(
          path: input.path,
          .invalidValue(
            of: "the input of layer \(entry.name)",
            expected: "a layer that does not need \(entry.name) itself",
            found: cycle(pending.map(\.index), from: needed)))
      }
      pending.append(Pending(index: needed))
    }
    guard let symbol = symbols[wanted] else {
      preconditionFailure("\(reference.layer) was not built")
    }
    return symbol
  }

  /// Returns the layers of a cycle, from one back to itself: `a, which needs b, which needs a`.
  private func cycle(_ calls: [CallIndex], from first: CallIndex) -> String {
    let round = calls[(calls.firstIndex(of: first) ?? 0)...] + [first]
    return round.map { entries[$0.entry].name }.joined(separator: ", which needs ")
  }

  /// Returns the index of the call that a reference names.
  private func callIndex(
    _ reference: TensorReference, of user: String
  ) throws(ModelError) -> CallIndex {
    guard let entry = entryIndices[reference.layer] else {
      throw .located(
        path: reference.path,
        .invalidValue(
          of: user, expected: "the name of a layer of this model", found: reference.layer))
    }
    let count = entries[entry].calls.count
    guard (0..<count).contains(reference.call) else {
      throw .located(
        path: reference.path,
        .invalidValue(
          of: user, expected: "one of the \(count) calls of \(reference.layer), counted from 0",
          found: "call \(reference.call)"))
    }
    return CallIndex(entry: entry, call: reference.call)
  }

  /// Returns the output of a call.
  private func symbol(
    _ entry: Entry, _ call: Call, _ inputs: [Symbol]
  ) throws(ModelError) -> Symbol {
    for (reference, input) in zip(call.inputs, inputs) {
      try check(reference, input, entry.name)
    }
    do throws(ModelError) {
      return try entry.layer.checkedCall(on: inputs)
    } catch {
      throw .located(path: call.path, error)
    }
  }

  /// Compares a tensor's shape with that in the file.
  private func check(
    _ reference: TensorReference, _ input: Symbol, _ user: String
  ) throws(ModelError) {
    guard let declared = reference.shape, !declared.json.isNull else { return }
    let shape = try declared.batchShape()
    guard shape == input.shape else {
      throw .located(
        path: declared.path,
        .shape(
          layer: user, expected: "\(input.shape), the output of \(reference.layer)", found: shape))
    }
  }
}
