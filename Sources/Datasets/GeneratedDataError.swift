/// An argument that no built-in data set can be generated with.
package struct GeneratedDataError: Error, Equatable, CustomStringConvertible {
  let argument: String
  let found: String
  let expected: String

  /// One line: what was found and what was expected.
  package var description: String { "\(argument): found \(found); expected \(expected)" }

  /// - Throws: This error unless `Int32` can number the samples.
  static func check(trainCount: Int, testCount: Int) throws(GeneratedDataError) {
    for (name, count) in [("trainCount", trainCount), ("testCount", testCount)]
    where !(0...Int(Int32.max)).contains(count) {
      throw GeneratedDataError(argument: name, found: "\(count)", expected: "0 to \(Int32.max)")
    }
  }
}
