import Engine
import Training

/// An option's value with numbers of its own: `NAME`, or `NAME:key=value,key=value`.
struct KeyedOption {
  /// The part before the colon.
  let name: String

  private let option: String
  private let word: String
  private var values: [String: String] = [:]

  /// Takes a word apart.
  ///
  /// - Parameters:
  ///   - word: What the option was given.
  ///   - option: The option's name, for errors.
  ///   - rest: A key whose value is all that follows it, commas too.
  /// - Throws: `TrainingError.invalidValue` for a word of another form.
  init(_ word: String, of option: String, rest: String? = nil) throws {
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
        throw TrainingError.invalidValue(
          of: option, expected: "NAME:key=value,key=value, each key once", found: word)
      }
      values[pair[0]] = pair[1]
    }
  }

  /// The text under a key, if the key is there.
  func text(_ key: String) -> String? { values[key] }

  /// The number under a key, if the key is there.
  func float(_ key: String) throws -> Float? {
    try value(key, "a number") { Float($0) }
  }

  /// The number under a key, if the key is there.
  func double(_ key: String) throws -> Double? {
    try value(key, "a number") { Double($0) }
  }

  /// The whole number under a key, if the key is there.
  func integer(_ key: String) throws -> Int? {
    try value(key, "a whole number") { Int($0) }
  }

  /// The truth under a key, if the key is there.
  func boolean(_ key: String) throws -> Bool? {
    try value(key, "true or false") { Bool($0) }
  }

  /// The values between slashes under a key, if the key is there.
  func list<Value>(
    _ key: String, _ expected: String, _ convert: (String) -> Value?
  ) throws -> [Value]? {
    try value(key, expected) { text in
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      let values = parts.compactMap { convert(String($0)) }
      return values.count == parts.count ? values : nil
    }
  }

  private func value<Value>(
    _ key: String, _ expected: String, _ convert: (String) -> Value?
  ) throws -> Value? {
    guard let text = text(key) else { return nil }
    guard let value = convert(text) else {
      throw TrainingError.invalidValue(of: "\(key) of \(option)", expected: expected, found: text)
    }
    return value
  }

  /// A value that must be there.
  ///
  /// - Throws: `TrainingError.invalidValue` if it is nil.
  func required<Value>(_ value: Value?, _ key: String) throws -> Value {
    guard let value else {
      throw TrainingError.invalidValue(
        of: "\(key) of \(option)", expected: "\(name):\(key)=...", found: "not given")
    }
    return value
  }

  /// Throws at a key that is none of those known, and lists them.
  func expect(keys known: [String]) throws {
    guard let key = values.keys.sorted().first(where: { !known.contains($0) }) else { return }
    throw TrainingError.invalidValue(
      of: option, expected: "keys \(Suggestion.list(known.sorted(), insteadOf: key))",
      found: "\(key) in \(word)")
  }

  /// The error for a name that is none of those known.
  func unknownName(_ known: [String]) -> TrainingError {
    .invalidValue(
      of: option, expected: Suggestion.list(known, insteadOf: name), found: name)
  }
}
