package import FileFormats

/// What a model's JSON says that is read and has no effect here: seeds of layers, and a batch size.
///
/// Keras's random numbers cannot be had again, so a layer's own seed says only that they should
/// repeat, which they do: all come from the model's seed. A batch size in a shape binds nobody in
/// Keras either, which writes that of the first batch for a model without an input shape.
package struct KerasRemarks: Sendable {
  /// The layers with a seed, and in parentheses the initializer that it belongs to.
  private var seeds: [String] = []
  /// The batch size of the first shape that has one.
  private var batchSize: (path: String, size: Int)?

  /// Looks through the layers of Keras's `to_json()`.
  package init(ofKerasModel model: JSON) {
    let config = model["config"]
    let layers = config?["layers"]?.arrayValue ?? config?.arrayValue ?? []
    for (index, layer) in layers.enumerated() {
      guard let arguments = layer["config"]?.objectValue else { continue }
      let name = (arguments["name"]?.stringValue ?? "layers[\(index)]").onOneLine(limit: 60)
      for key in arguments.keys.sorted() {
        let seed = key == "seed" ? arguments[key] : arguments[key]?["config"]?["seed"]
        guard let seed, !seed.isNull else { continue }
        seeds.append(key == "seed" ? name : "\(name) (\(key))")
      }
      for key in ["batch_shape", "batch_input_shape"] {
        guard batchSize == nil, let size = arguments[key]?[0]?.integerValue else { continue }
        batchSize = ("model.config.layers[\(index)].config.\(key)", size)
      }
    }
  }

  /// A line for the seeds, and one for a batch size other than the run's.
  package func warnings(batchSize: Int) -> [String] {
    var lines: [String] = []
    if !seeds.isEmpty {
      let others = seeds.count > 6 ? " and \(seeds.count - 6) others" : ""
      lines.append(
        "the seeds of layers have no effect, all random numbers come from the model's seed: "
          + seeds.prefix(6).joined(separator: ", ") + others)
    }
    if let (path, size) = self.batchSize, size != batchSize {
      lines.append(
        "\(path) has batches of \(size) samples, this run has batches of \(batchSize); a file's "
          + "batch size has no effect")
    }
    return lines
  }
}
