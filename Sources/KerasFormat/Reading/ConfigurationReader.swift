import Engine
import FileFormats

/// A reader of values in a configuration, with errors that give the location.
///
/// A configuration is Keras's JSON in a file, or the arguments of a command-line option, where all
/// values are strings.
struct ConfigurationReader {
  let json: JSON
  /// The location of `json`: `config.layers[1].config` in a file, `beta1 of --optimizer` on a
  /// command line.
  let path: String
  /// The option with the values; nil in a file.
  var option: KeyedOption?

  subscript(key: String) -> ConfigurationReader? {
    json[key].map { value in
      ConfigurationReader(
        json: value,
        path: option == nil ? "\(path).\(key)" : "\(KeyedOption.spelling(of: key)) of \(path)",
        option: option)
    }
  }

  func required(_ key: String) throws(ModelError) -> ConfigurationReader {
    if let value = self[key] { return value }
    throw option?.missing(KeyedOption.spelling(of: key))
      ?? .malformed(path: path, expected: "a value named \(key)", found: "none")
  }

  /// The value's elements, where it is an array.
  func elements() throws(ModelError) -> [ConfigurationReader] {
    guard case .array(let values) = json else { throw malformed("an array") }
    return values.enumerated().map { index, value in
      ConfigurationReader(json: value, path: "\(path)[\(index)]")
    }
  }

  /// The values of arrays of any depth, or the value itself; none for null.
  func flattened() throws(ModelError) -> [ConfigurationReader] {
    guard case .array = json else { return json.isNull ? [] : [self] }
    var values: [ConfigurationReader] = []
    for element in try elements() { values += try element.flattened() }
    return values
  }

  /// The value's members in the order of their names, where it is an object.
  func members() throws(ModelError) -> [(name: String, value: ConfigurationReader)] {
    guard case .object(let values) = json else {
      throw malformed("an object")
    }
    return values.keys.sorted().compactMap { name in self[name].map { (name, $0) } }
  }

  func string() throws(ModelError) -> String {
    guard case .string(let value) = json else { throw malformed("a string") }
    return value
  }

  func integer() throws(ModelError) -> Int {
    if option != nil { return try wholeNumber() }
    guard case .integer(let value) = json else { throw malformed("an integer") }
    return value
  }

  /// Returns the integer, also if written as `2.0`.
  func wholeNumber() throws(ModelError) -> Int {
    try value("a whole number", json.integerValue, Int.init)
  }

  func boolean() throws(ModelError) -> Bool {
    try value("true or false", json.boolValue, Bool.init)
  }

  /// A number that single precision holds: computing with another would silently turn it into zero
  /// or infinity.
  func double() throws(ModelError) -> Double {
    try value(numberExpectation, isSingle ? json.numberValue : nil, Self.double)
  }

  private static func double(_ text: String) -> Double? {
    NumberText.value(text, as: Float.self) == nil ? nil : Double(text)
  }

  /// A number that single precision holds, rounded to it.
  func float() throws(ModelError) -> Float {
    try value(numberExpectation, isSingle ? json.floatValue : nil) { NumberText.value($0) }
  }

  /// Whether the file's number stays one in single precision.
  private var isSingle: Bool {
    guard let value = json.floatValue else { return false }
    return value.isFinite && (value.magnitude >= .leastNormalMagnitude || json.numberValue == 0)
  }

  private var numberExpectation: String {
    // The text of an option is a number; in a file it is another value.
    let text = option == nil ? json.numberValue.map { "\($0)" } : json.stringValue
    return text.map { NumberText.expectation($0, as: Float.self) } ?? "a number"
  }

  /// The whole numbers of an array, or between slashes on a command line.
  func wholeNumbers() throws(ModelError) -> [Int] {
    guard option == nil else {
      return try value("whole numbers as in 100/200", nil) { Self.list($0, Int.init) }
    }
    var values: [Int] = []
    for element in try elements() { values.append(try element.wholeNumber()) }
    return values
  }

  /// The last whole steps before the numbers of an array, or between slashes on a command line.
  func stepCounts() throws(ModelError) -> [Int] {
    guard option == nil else { return try wholeNumbers() }
    var steps: [Int] = []
    for element in try elements() {
      guard let step = Int(exactly: try element.double().rounded(.down)) else {
        throw element.malformed("a number of steps")
      }
      steps.append(step)
    }
    return steps
  }

  /// The numbers of an array, or between slashes on a command line.
  func doubles() throws(ModelError) -> [Double] {
    guard option == nil else {
      return try value("numbers as in 0.1/0.01/0.001", nil) { Self.list($0, Self.double) }
    }
    var values: [Double] = []
    for element in try elements() { values.append(try element.double()) }
    return values
  }

  /// Returns the value in a file, or parses the text of a command line.
  private func value<Value>(
    _ expected: String, _ inFile: Value?, _ convert: (String) -> Value?
  ) throws(ModelError) -> Value {
    guard let value = option == nil ? inFile : json.stringValue.flatMap(convert) else {
      throw malformed(expected)
    }
    return value
  }

  private static func list<Value>(
    _ text: String, _ convert: (String) -> Value?
  ) -> [Value]? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let values = parts.compactMap { convert(String($0)) }
    return values.count == parts.count ? values : nil
  }

  /// Returns the error for a value of another type.
  func malformed(_ expected: String) -> ModelError {
    option == nil
      ? .malformed(path: path, expected: expected, found: json.excerpt)
      : .invalidValue(of: path, expected: expected, found: json.stringValue ?? "")
  }
}

// MARK: - Checks

extension ConfigurationReader {
  /// A number that in a file must be from 0 to 1.
  ///
  /// On a command line the part that takes it checks it, in its own words.
  func fraction() throws(ModelError) -> Float {
    let value = try float()
    guard option != nil || (0...1).contains(value) else { throw malformed("a number from 0 to 1") }
    return value
  }

  /// An integer that in a file must be above 0.
  func positive() throws(ModelError) -> Int {
    let value = try integer()
    guard option != nil || value > 0 else { throw malformed("an integer from 1 up") }
    return value
  }

  /// Runs a check of what was read here; in a file its error has the location.
  func locating(_ check: () throws(ModelError) -> Void) throws(ModelError) {
    do throws(ModelError) {
      try check()
    } catch {
      throw option == nil ? .located(path: path, error) : error
    }
  }
}

// MARK: - Sizes

extension ConfigurationReader {
  /// Returns a valid size.
  func size() throws(ModelError) -> Int {
    let size = try integer()
    guard size > 0, size < 1 << 24 else {
      throw malformed("a size from 1 to 16777215")
    }
    return size
  }

  /// Returns two sizes, or one for both, as in Keras.
  func pair() throws(ModelError) -> (Int, Int) {
    if case .integer = json {
      let size = try size()
      return (size, size)
    }
    let values = try elements()
    guard values.count == 2 else { throw malformed("two sizes") }
    return (try values[0].size(), try values[1].size())
  }

  /// Returns the shape of an array of sizes.
  func shape() throws(ModelError) -> Shape {
    try Self.shape(elements()[...])
  }

  /// Returns the shape of an array of sizes, one of which may be -1.
  func targetShape() throws(ModelError) -> Shape {
    var sizes: [Int] = []
    for element in try elements() {
      sizes.append(element.json == -1 ? -1 : try element.size())
    }
    return Shape(sizes)
  }

  /// Returns the per-sample shape of a `batch_shape`, without the batch's size.
  func batchShape() throws(ModelError) -> Shape {
    let sizes = try elements()
    guard let batch = sizes.first else {
      throw malformed("the batch's size, or null, and a sample's sizes")
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
