/// A result that is not what it should be.
struct Mismatch: Error, CustomStringConvertible {
  let what: String
  let expected: String
  let found: String

  var description: String { "\(what): expected \(expected), found \(found)" }
}

/// Throws unless the two are equal.
func expect<Value: Equatable>(
  _ what: @autoclosure () -> String, _ found: Value, is expected: Value
) throws {
  guard found != expected else { return }
  throw Mismatch(what: what(), expected: "\(expected)", found: "\(found)")
}

/// Throws, naming the first index that differs, unless the two are equal.
func expectElements<Value: Equatable>(
  _ what: String, _ found: [Value], are expected: [Value]
) throws {
  try expect("\(what), count", found.count, is: expected.count)
  for (index, pair) in zip(found, expected).enumerated() where pair.0 != pair.1 {
    throw Mismatch(what: "\(what)[\(index)]", expected: "\(pair.1)", found: "\(pair.0)")
  }
}

/// Throws unless `body` throws an error of the given type, which is returned.
func expectError<Failure: Error, Result>(
  _ what: String, _ type: Failure.Type, _ body: () throws -> Result
) throws -> Failure {
  let result: Result
  do {
    result = try body()
  } catch let error as Failure {
    return error
  }
  throw Mismatch(what: what, expected: "an error of type \(type)", found: "\(result)")
}

/// Bytes that differ between seeds and indices.
func pattern(_ count: Int, seed: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8 &+ seed &* 31 &+ 1) }
}
