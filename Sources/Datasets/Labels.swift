import FileFormats

/// Labels of samples: class indices, counted from 0, or values.
///
/// One-hot labels are kept as indices too; the encoding only says how a loss reads them. Slices,
/// selections and encodings are views: they copy no label. An invalid view, such as a range beyond
/// the data, does not trap: it has no labels, stores its error, and ``check()`` throws it, as do
/// training and evaluation.
///
/// ```swift
/// let classes: Labels = [0, 1, 1, 0]
/// let prices: Labels = [[310.5], [84], [120.25]]
/// let firstHundred = classes[..<100]
/// ```
public struct Labels {
  /// The encoding in which a loss reads the labels.
  public enum Encoding: Equatable, Sendable {
    /// As the index of the class; for `sparseCategoricalCrossentropy`.
    case integer
    /// As a vector of one 1 among 0s; for `categoricalCrossentropy`.
    case oneHot(classCount: Int)
    /// As values of the given shape for each sample; for regression, counts and probabilities.
    case dense(shape: [Int])
  }

  enum Content {
    case bytes(ByteStorage)
    case indices([Int32])
    case values([Float])
    case samples(Samples)
    /// Classes as `int32` or values as `float32`, from the origin on, which counts bytes.
    case elements(ByteStorage, ElementFormat)
  }

  /// The encoding in which a loss reads the labels.
  public internal(set) var encoding: Encoding

  let content: Content
  /// The offset in the content of the label of index 0, counted in elements.
  let origin: Int
  var rows: RowSelection
  var failure: LabelError?
  /// The columns of the table that the labels are from; nil for others.
  package var columns: TableColumns?
  /// The form of the images that the labels are of; nil for others.
  package var images: ImageForm?

  /// The names of the classes, in the order of their indices: a table's texts, or the names of
  /// images' folders.
  public var classNames: [String]? { columns?.classes ?? images?.classes }

  /// The names of the table's columns that the labels are from, one for each value of a label; nil
  /// for a table without a header, and for other data.
  public var columnNames: [String]? { columns?.labelNames }

  /// The number of labels; 0 if the view is invalid.
  public var count: Int { rows.count }

  init(_ content: Content, origin: Int = 0, rows: RowSelection, encoding: Encoding) {
    self.content = content
    self.origin = origin
    self.rows = rows
    self.encoding = encoding
  }

  init(invalid failure: LabelError) {
    self.init(.indices([]), rows: .empty, encoding: .integer)
    self.failure = failure
  }

  /// Throws the error of the first step that made the view invalid, if one did.
  ///
  /// - Throws: An error that says what was found and what was expected.
  public func check() throws { try checked() }

  func checked() throws(LabelError) {
    if let failure { throw failure }
  }

  /// The number of floats that one label is written as.
  package var sampleSize: Int {
    switch encoding {
    case .integer: 1
    case .oneHot(let classCount): classCount
    case .dense(let shape): shape.reduce(1, *)
    }
  }

  /// The class of one sample.
  ///
  /// An index outside `0..<count`, and dense labels, which have no class, end the program with a
  /// message, in release builds too; `values(at:)` reads dense labels.
  public subscript(index: Int) -> Int {
    expectIndex(index)
    switch content {
    case .bytes(let storage):
      return unsafe storage.withBytes { unsafe Int($0[origin + rows[index]]) }
    case .indices(let indices):
      return Int(indices[rows[index]])
    case .elements(let storage, let format) where format.type.isInteger:
      let first = origin + rows[index] * format.byteCount
      var result = 0
      unsafe storage.withBytes { bytes in
        let label = unsafe UnsafeRawBufferPointer(
          rebasing: bytes[first..<first + format.byteCount])
        unsafe format.forEachInteger(in: label) { result = $1 ?? 0 }
      }
      return result
    case .values, .samples, .elements:
      fatalError("label \(index): found \(encoding) labels; expected classes")
    }
  }

  /// Ends the program with a message unless there is a label of an index.
  func expectIndex(_ index: Int) {
    guard (0..<count).contains(index) else {
      fatalError("\(failure ?? .layout(.index(found: index, count: count)))")
    }
  }
}
