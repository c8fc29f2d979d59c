import Datasets
import FileFormats

/// A file of arrays, of whatever format, from which weights are taken.
protocol WeightFile {
  /// The names of the arrays.
  var names: [String] { get }

  /// Whether there is an array of a name.
  func contains(_ name: String) -> Bool

  /// Returns the sizes of an array, outermost first.
  ///
  /// - Throws: The format's error, also where there is no such array.
  func shape(of name: String) throws -> [Int]

  /// Returns an array's elements, row-major.
  ///
  /// - Throws: The format's error, also for whole numbers.
  func floats(_ name: String) throws -> [Float]

  /// The format's error of an array that is wrong.
  func error(of name: String, _ kind: SafetensorsError.Kind, found: String, expected: String)
    -> any Error
}

extension SafetensorsFile: WeightFile {
  func shape(of name: String) throws -> [Int] { try tensor(name).shape }

  func error(
    of name: String, _ kind: SafetensorsError.Kind, found: String, expected: String
  ) -> any Error {
    SafetensorsError(kind, path: path, part: name, found: found, expected: expected)
  }
}

extension HDF5File: WeightFile {
  func shape(of name: String) throws -> [Int] { try dataset(name).shape }

  func error(
    of name: String, _ kind: SafetensorsError.Kind, found: String, expected: String
  ) -> any Error {
    error(name, found: found, expected: expected)
  }
}

extension ArrayArchive: WeightFile {
  func contains(_ name: String) -> Bool { names.contains(name) }

  func shape(of name: String) throws -> [Int] { try array(named: name).header.shape }

  func floats(_ name: String) throws -> [Float] {
    let array = try array(named: name)
    guard !array.header.format.type.isInteger else {
      throw error(
        of: name, .dataType, found: "elements of type \(array.header.format.name)",
        expected: "float32, float64 or float16")
    }
    return try array.floats()
  }

  func error(
    of name: String, _ kind: SafetensorsError.Kind, found: String, expected: String
  ) -> any Error {
    DataFileError(path: path, place: name.onOneLine(), found: found, expected: expected)
  }

  private func array(named name: String) throws -> ArrayFile {
    guard let array = try array(name) else {
      throw error(
        of: name, .missingTensor, found: "no such array",
        expected: NearNames.list(names, near: name, of: "array"))
    }
    return array
  }
}
