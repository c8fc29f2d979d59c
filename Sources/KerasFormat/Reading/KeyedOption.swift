package import Engine
import FileFormats

/// A part in one word of a command line: `NAME`, or `NAME:key=value,key=value`.
package struct KeyedOption: Sendable {
  /// The part before the colon.
  package let name: String

  /// The option that was given the word, for errors.
  let option: String
  private let word: String
  private var values: [String: String] = [:]

  /// Takes a word apart.
  ///
  /// - Parameters:
  ///   - word: What the option was given.
  ///   - option: The option's name, for errors.
  ///   - rest: A key whose value is all that follows it, commas too.
  /// - Throws: `ModelError.invalidValue` for a word of another form.
  package init(_ word: String, of option: String, rest: String? = nil) throws(ModelError) {
    self.option = option
    self.word = word
    let halves = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    name = String(halves[0])
    var remaining = halves.count == 2 ? halves[1] : ""
    while !remaining.isEmpty {
      let isRest = rest.map { remaining.hasPrefix($0 + "=") } ?? false
      let part = isRest ? remaining : remaining.prefix { $0 != "," }
      remaining = remaining[part.endIndex...].dropFirst()
      let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2, values[pair[0]] == nil else {
        throw .invalidValue(
          of: option, expected: "NAME:key=value,key=value, each key once", found: word)
      }
      values[pair[0]] = pair[1]
    }
  }

  /// The text under a key, if the key is there.
  package func text(_ key: String) -> String? { values[key] }

  /// The whole number under a key, if the key is there.
  ///
  /// - Throws: `ModelError.invalidValue` for another text.
  package func integer(_ key: String) throws(ModelError) -> Int? {
    guard let text = text(key) else { return nil }
    guard let value = Int(text) else {
      throw .invalidValue(of: "\(key) of \(option)", expected: "a whole number", found: text)
    }
    return value
  }

  /// A value that must be there.
  ///
  /// - Throws: `ModelError.invalidValue` if it is nil.
  package func required<Value>(_ value: Value?, _ key: String) throws(ModelError) -> Value {
    guard let value else { throw missing(key) }
    return value
  }

  /// The error for a key that must be there.
  func missing(_ key: String) -> ModelError {
    .invalidValue(
      of: "\(key) of \(option)", expected: "\(name):\(key)=...", found: "not given")
  }

  /// Throws at a key that is none of those known, and lists them.
  package func expect(keys known: [String]) throws(ModelError) {
    guard let key = values.keys.sorted().first(where: { !known.contains($0) }) else { return }
    throw .invalidValue(
      of: option, expected: "keys \(Suggestion.list(known.sorted(), insteadOf: key))",
      found: "\(key) in \(word)")
  }

  /// The error for a name that is none of those known.
  package func unknownName(_ known: [String]) -> ModelError {
    .invalidValue(
      of: option, expected: Suggestion.list(known, insteadOf: name), found: name)
  }
}

// MARK: - Arguments by Keras's names

extension KeyedOption {
  /// The arguments that the word gives, by Keras's names.
  ///
  /// - Parameters:
  ///   - names: Keras's names of all arguments that may be given.
  ///   - defaults: What is taken for arguments that the word does not give.
  /// - Returns: The arguments, as strings.
  /// - Throws: `ModelError.invalidValue` at a key that is none of these.
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

  /// Keras's name in Swift's spelling: `label_smoothing` as `labelSmoothing`.
  package static func spelling(of name: String) -> String {
    // Shorter than Keras's name ever since the option is there.
    if name == "initial_accumulator_value" { return "initialAccumulator" }
    let parts = name.split(separator: "_")
    return parts.dropFirst().reduce(String(parts.first ?? "")) {
      $0 + $1.prefix(1).uppercased() + $1.dropFirst()
    }
  }
}
