import FileFormats

/// The values of single keys, each of one kind.
extension CheckpointMetadata {
  func json(
    _ key: CheckpointKey, maximumMemory: Int = JSON.maximumMemory
  ) throws -> JSON {
    guard let text = pairs[key.rawValue] else {
      throw malformed(key, expected: "a value")
    }
    do {
      return try JSON(parsing: Array(text.utf8)[...], maximumMemory: maximumMemory)
    } catch {
      throw malformed(key, expected: "JSON (\(error))")
    }
  }

  func integer(_ key: CheckpointKey) throws -> Int {
    guard let value = try json(key).integerValue, value >= 0 else {
      throw malformed(key, expected: "an integer from 0 up")
    }
    return value
  }

  /// A key's object, which has no other members than those given.
  func object(_ key: CheckpointKey, keys: String...) throws -> JSON {
    let value = try json(key)
    try checkKeys(of: value, key, keys)
    return value
  }

  func checkKeys(of json: JSON, _ key: CheckpointKey, _ known: String...) throws {
    try checkKeys(of: json, key, known)
  }

  func checkKeys(of json: JSON, _ key: CheckpointKey, _ known: [String]) throws {
    guard let members = json.objectValue else {
      throw malformed(key, expected: "an object of \(known.joined(separator: ", "))")
    }
    guard let other = members.keys.sorted().first(where: { !known.contains($0) }) else { return }
    throw malformed(key, expected: "only \(known.joined(separator: ", "))", found: other)
  }

  func count(_ json: JSON?, _ key: CheckpointKey) throws -> Int {
    guard let value = json?.integerValue, value >= 0 else {
      throw malformed(key, expected: "integers from 0 up")
    }
    return value
  }

  func string(_ key: CheckpointKey) throws -> String {
    guard let value = try json(key).stringValue else {
      throw malformed(key, expected: "a string")
    }
    return value
  }

  func boolean(_ key: CheckpointKey) throws -> Bool {
    guard let value = try json(key).boolValue else {
      throw malformed(key, expected: "true or false")
    }
    return value
  }

  func array(_ key: CheckpointKey, maximumMemory: Int) throws -> [JSON] {
    guard let value = try json(key, maximumMemory: maximumMemory).arrayValue else {
      throw malformed(key, expected: "an array")
    }
    return value
  }

  /// Returns the rate of bits: finite, and not below 0.
  func rate(_ json: JSON?, _ key: CheckpointKey) throws -> Float {
    guard let bits = json?.stringValue.flatMap({ UInt32($0, radix: 16) }),
      Float(bitPattern: bits).isFinite, Float(bitPattern: bits) >= 0
    else {
      throw malformed(
        key, expected: "the bits of a rate from 0 up, eight hexadecimal digits",
        found: json?.serialized())
    }
    return Float(bitPattern: bits)
  }
}
