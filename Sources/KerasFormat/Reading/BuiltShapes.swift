import Engine
import FileFormats

/// The shapes for which a file says that a layer or a model was built: `build_config`, and Keras
/// 2's `batch_input_shape`.
///
/// They repeat what follows from the model's inputs, and must not contradict it.
enum BuiltShapes {
  /// Checks an entry's shapes against those on which it is called, one list for each call.
  ///
  /// One of the calls must have the shape: Keras builds a shared layer for its first call.
  ///
  /// - Throws: `ModelError.located` with the shape that no call has.
  static func check(_ entry: ConfigurationReader, calls: [[Shape]]) throws(ModelError) {
    if let build = entry.valued("build_config") {
      try build.refuseKeys(except: ["input_shape"])
      try check(build.valued("input_shape"), calls: calls)
    }
    try check(entry["config"]?.valued("batch_input_shape"), calls: calls)
  }

  /// Checks one shape, or a list of shapes where there are several inputs.
  static func check(_ declared: ConfigurationReader?, calls: [[Shape]]) throws(ModelError) {
    guard let declared else { return }
    let elements = try declared.elements()
    let isList = elements.first?.json.arrayValue != nil
    var shapes: [[Int?]] = []
    for shape in isList ? elements : [declared] { shapes.append(try shape.sizesOrNull()) }
    guard !calls.isEmpty, !calls.contains(where: { matches(shapes, $0) }) else { return }
    let found = calls[0].map { "\($0)" }.joined(separator: " and ")
    throw .located(
      path: declared.path,
      .invalidValue(
        of: "the shape", expected: "\(found), the input's", found: declared.json.excerpt))
  }

  /// Whether the sizes, where given, are those of the inputs; the batch is not compared.
  private static func matches(_ shapes: [[Int?]], _ inputs: [Shape]) -> Bool {
    shapes.count == inputs.count
      && zip(shapes, inputs).allSatisfy { sizes, input in
        sizes.count == input.rank + 1
          && zip(sizes.dropFirst(), input.dimensions).allSatisfy { $0 == nil || $0 == $1 }
      }
  }
}

extension ConfigurationReader {
  /// The sizes of a shape, of which any may be null, the batch's first.
  fileprivate func sizesOrNull() throws(ModelError) -> [Int?] {
    var sizes: [Int?] = []
    for element in try elements() {
      sizes.append(element.json.isNull ? nil : try element.size())
    }
    return sizes
  }
}
