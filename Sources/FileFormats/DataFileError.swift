/// An error in a file of arrays or a table: where, what was found and what was expected.
package struct DataFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file.
  package let path: String
  /// The place in the file, such as `byte 10` or `row 3, column "age"`; empty for the whole file.
  package let place: String
  /// What was found.
  package let found: String
  /// What was expected, and where it is not plain what to do.
  package let expected: String
  /// The parameter with which the caller decides; nil where none does.
  package let parameter: Parameter?

  /// A parameter of the readers of data.
  package enum Parameter: String, Sendable, CaseIterable {
    case header, labelColumn, imageSize, colorMode
  }

  /// Creates an error.
  package init(
    path: String, place: String = "", found: String, expected: String, parameter: Parameter? = nil
  ) {
    self.path = path
    self.place = place
    self.found = found
    self.expected = expected
    self.parameter = parameter
  }

  /// Creates an error at an offset, counted in bytes from the start.
  package init(path: String, offset: Int, found: String, expected: String) {
    self.init(path: path, place: "byte \(offset)", found: found, expected: expected)
  }

  /// The same error with the member of the archive, unless it names one already.
  package func inMember(_ name: String) -> DataFileError {
    guard !place.hasPrefix("member ") else { return self }
    let member = "member \(name.onOneLine())"
    return DataFileError(
      path: path, place: place.isEmpty ? member : "\(member), \(place)", found: found,
      expected: expected, parameter: parameter)
  }

  /// The same error without its parameter, for a caller who calls that by another name.
  package var withoutParameter: DataFileError {
    DataFileError(path: path, place: place, found: found, expected: expected)
  }

  /// One line: path, place, found, expected and the parameter.
  ///
  /// What was found comes from the file, so it is shortened, and characters that could break the
  /// line are replaced by `?`.
  package var description: String {
    "\(path.onOneLine(limit: .max)): \(place.isEmpty ? "" : place.onOneLine(limit: 500) + ": ")"
      + "found \(found.onOneLine()); expected \(expected.onOneLine(limit: 500))"
      + (parameter.map { " (\($0.rawValue))" } ?? "")
  }
}
