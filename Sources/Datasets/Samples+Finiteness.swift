import FileFormats

extension Samples {
  /// An element that is NaN or infinite where a model would read it.
  package struct NotFinite: Equatable {
    /// The element's index in its sample.
    package let element: Int
    /// What it is: `nan`, or a number that single precision has no room for.
    package let found: String
    /// The index of the sample in its file or array.
    package let row: Int
    /// The name of the file; nil for samples of a program's own.
    package let file: String?
  }

  /// Returns the first element of a sample that is not finite; nil where all are.
  package func firstNotFinite(inSample index: Int) -> NotFinite? {
    let elements = self[index]
    guard let element = elements.firstIndex(where: { !$0.isFinite }) else { return nil }
    let stored = storedNumber(ofRow: rows[index], element)
    let isTooLarge = stored.map { $0.isFinite && !Float($0).isFinite } ?? false
    return NotFinite(
      element: element,
      found: isTooLarge
        ? "\(stored ?? 0), too large for single precision" : "\(elements[element])",
      row: rows[index], file: file)
  }

  /// Throws the error of the first element of some samples to evaluate that is not finite.
  ///
  /// - Throws: `DataFileError` that names the file, or `SamplesError`.
  package func checkFinite(_ range: Range<Int>) throws {
    for index in range {
      guard let wrong = firstNotFinite(inSample: index) else { continue }
      guard let file = wrong.file else {
        throw SamplesError.notFinite(element: wrong.element, sample: index, found: wrong.found)
      }
      throw DataFileError(
        path: file, place: "element \(wrong.element) of sample \(wrong.row), counted from 0",
        found: wrong.found, expected: "finite numbers")
    }
  }

  /// An element of a file as it is there, before arithmetic; nil for other samples.
  private func storedNumber(ofRow row: Int, _ element: Int) -> Double? {
    guard case .elements(let storage, let format) = content else { return nil }
    let start = origin + (row * sampleSize + element) * format.byteCount
    return unsafe storage.withBytes { bytes in
      unsafe format.number(
        UnsafeRawBufferPointer(rebasing: bytes[start..<start + format.byteCount]))
    }
  }
}
