package import Engine
import FileFormats

/// A part as an argument of a command line: `NAME`, or `NAME:key=value,key=value`.
package struct KeyedOption: Sendable {
  /// The part before the colon.
  package let name: String

  /// The name of the option, for errors.
  let option: String
  private let argument: String
  private var values: [String: String] = [:]

  /// Parses an argument.
  ///
  /// - Parameters:
  ///   - argument: The argument of the option.
  ///   - option: The option's name, for errors.
  ///   - rest: A key with a value that extends to the end, including commas.
  /// - Throws: `ModelError.invalidValue` for an argument of another form.
  package init(_ argument: String, of option: String, rest: String? = nil) throws(ModelError) {
    self.option = option
    self.argument = argument
    let halves = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    name = String(halves[0])
    var remaining = halves.count == 2 ? halves[1] : ""
    while !remaining.isEmpty {
      let isRest = rest.map { remaining.hasPrefix($0 + "=") } ?? false
      let part = isRest ? remaining : remaining.prefix { $0 != "," }
      remaining = remaining[part.endIndex...].dropFirst()
      let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2, values[pair[0]] == nil else {
        throw .invalidValue(
          of: option, expected: "NAME:key=value,key=value, each key once", found: argument)
      }
      values[pair[0]] = pair[1]
    }
  }

  /// Returns the text of a key, or nil if it is missing.
  package func text(_ key: String) -> String? { values[key] }

  /// Returns the integer of a key, or nil if it is missing.
  ///
  /// - Throws: `ModelError.invalidValue` for another text.
  package func integer(_ key: String) throws(ModelError) -> Int? {
    guard let text = text(key) else { return nil }
    guard let value = Int(text) else {
      throw .invalidValue(of: "\(key) of \(option)", expected: "a whole number", found: text)
    }
    return value
  }

  /// Returns a required value.
  ///
  /// - Throws: `ModelError.invalidValue` if it is nil.
  package func required<Value>(_ value: Value?, _ key: String) throws(ModelError) -> Value {
    guard let value else { throw missing(key) }
    return value
  }

  /// Returns the error for a missing key.
  func missing(_ key: String) -> ModelError {
    .invalidValue(
      of: "\(key) of \(option)", expected: "\(name):\(key)=...", found: "not given")
  }

  /// Throws an error for an unknown key, listing the known ones.
  package func expect(keys known: [String]) throws(ModelError) {
    guard let key = values.keys.sorted().first(where: { !known.contains($0) }) else { return }
    throw .invalidValue(
      of: option, expected: "keys \(Suggestion.list(known.sorted(), insteadOf: key))",
      found: "\(key) in \(argument)")
  }

  /// Returns the error for an unknown name.
  package func unknownName(_ known: [String]) -> ModelError {
    .invalidValue(
      of: option, expected: Suggestion.list(known, insteadOf: name), found: name)
  }
}

// MARK: - Arguments by Keras's names

extension KeyedOption {
  /// Returns the given arguments by Keras's names.
  ///
  /// - Parameters:
  ///   - names: Keras's names of all arguments that may be given.
  ///   - defaults: The values of arguments that are not given.
  /// - Returns: The arguments, as strings.
  /// - Throws: `ModelError.invalidValue` for an unknown key.
  func arguments(
    _ names: [String], defaults: [String: String] = [:]
  ) throws(ModelError) -> ConfigurationReader {
    try expect(keys: names.map(Self.spelling(of:)))
    var texts: [String: JSON] = [:]
    for name in names {
      texts[name] = (text(Self.spelling(of: name)) ?? defaults[name]).map(JSON.string)
    }
    return ConfigurationReader(json: .object(texts), path: option, option: self)
  }

  /// Returns Keras's name in Swift's spelling: `labelSmoothing` for `label_smoothing`.
  package static func spelling(of name: String) -> String {
    // Shorter than Keras's name, for compatibility.
    if name == "initial_accumulator_value" { return "initialAccumulator" }
    let parts = name.split(separator: "_")
    return parts.dropFirst().reduce(String(parts.first ?? "")) {
      $0 + $1.prefix(1).uppercased() + $1.dropFirst()
    }
  }
}
