import Engine
import FileFormats

/// Reads values out of a configuration, naming the place of what is wrong.
struct ConfigurationReader {
  let json: JSON
  /// Where `json` stands in the file: `config.layers[1].config`.
  let path: String

  subscript(key: String) -> ConfigurationReader? {
    json[key].map { ConfigurationReader(json: $0, path: "\(path).\(key)") }
  }

  func required(_ key: String) throws(ModelError) -> ConfigurationReader {
    guard let value = self[key] else {
      throw .malformed(path: path, expected: "a value named \(key)")
    }
    return value
  }

  /// The value's elements, where it is an array.
  func elements() throws(ModelError) -> [ConfigurationReader] {
    guard case .array(let values) = json else {
      throw .malformed(path: path, expected: "an array")
    }
    return values.enumerated().map { place, value in
      ConfigurationReader(json: value, path: "\(path)[\(place)]")
    }
  }

  /// The value's members in the order of their names, where it is an object.
  func members() throws(ModelError) -> [(name: String, value: ConfigurationReader)] {
    guard case .object(let values) = json else {
      throw .malformed(path: path, expected: "an object")
    }
    return values.keys.sorted().compactMap { name in self[name].map { (name, $0) } }
  }

  func string() throws(ModelError) -> String {
    guard case .string(let value) = json else {
      throw .malformed(path: path, expected: "a string")
    }
    return value
  }

  func integer() throws(ModelError) -> Int {
    guard case .integer(let value) = json else {
      throw .malformed(path: path, expected: "an integer")
    }
    return value
  }

  func boolean() throws(ModelError) -> Bool {
    guard case .bool(let value) = json else {
      throw .malformed(path: path, expected: "true or false")
    }
    return value
  }

  func double() throws(ModelError) -> Double {
    guard let value = json.numberValue else {
      throw .malformed(path: path, expected: "a number")
    }
    return value
  }

  func float() throws(ModelError) -> Float {
    guard let value = json.floatValue else {
      throw .malformed(path: path, expected: "a number")
    }
    return value
  }
}

// MARK: - Sizes

extension ConfigurationReader {
  /// An integer that can be a size.
  func size() throws(ModelError) -> Int {
    let size = try integer()
    guard size > 0, size < 1 << 24 else {
      throw .malformed(path: path, expected: "a size from 1 to 16777215")
    }
    return size
  }

  /// Two sizes, or one that stands for both, as Keras allows.
  func pair() throws(ModelError) -> (Int, Int) {
    if case .integer = json {
      let size = try size()
      return (size, size)
    }
    let values = try elements()
    guard values.count == 2 else { throw .malformed(path: path, expected: "two sizes") }
    return (try values[0].size(), try values[1].size())
  }

  /// The shape that an array of sizes gives.
  func shape() throws(ModelError) -> Shape {
    try Self.shape(elements()[...])
  }

  /// The shape that an array of sizes gives, of which one may be -1.
  func targetShape() throws(ModelError) -> Shape {
    var sizes: [Int] = []
    for element in try elements() {
      sizes.append(element.json == -1 ? -1 : try element.size())
    }
    return Shape(sizes)
  }

  /// The per-sample shape in a `batch_shape`, whose first size is the batch's.
  func batchShape() throws(ModelError) -> Shape {
    let sizes = try elements()
    guard let batch = sizes.first else {
      throw .malformed(path: path, expected: "the batch's size, or null, and a sample's sizes")
    }
    if !batch.json.isNull { _ = try batch.size() }
    return try Self.shape(sizes.dropFirst())
  }

  private static func shape(
    _ elements: ArraySlice<ConfigurationReader>
  ) throws(ModelError) -> Shape {
    var sizes: [Int] = []
    for element in elements { sizes.append(try element.size()) }
    return Shape(sizes)
  }
}
