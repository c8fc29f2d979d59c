package import FileFormats

/// Samples of one shape, stored as bytes or floats, and converted to floats when a batch is
/// gathered.
///
/// Slices, selections, new shapes and arithmetic are views: they copy no sample. An invalid view,
/// such as a range beyond the data, does not trap: it has no samples, stores its error, and
/// ``check()`` throws it, as do training, evaluation and prediction.
///
/// ```swift
/// let points: Samples = [[0, 0], [0, 1], [1, 0], [1, 1]]
/// let images = try MNIST.load().train.images.reshaped(to: [784])
/// let inputs = (images[..<1_000] / 255 - 0.1307) / 0.3081
/// ```
public struct Samples {
  enum Content {
    case bytes(ByteStorage)
    case values([Float])
    /// Elements of a file, converted when a batch is gathered.
    case elements(ByteStorage, ElementFormat)
  }

  /// The sizes of one sample's dimensions, outermost first.
  public internal(set) var shape: [Int]

  let content: Content
  /// The offset in the content of the row of index 0, counted in elements; of the elements of a
  /// file in bytes.
  let origin: Int
  var rows: RowSelection
  var arithmetic = SampleArithmetic()
  var failure: SamplesError?
  /// The name of the file that the samples are from, for messages; nil for others.
  var file: String?

  /// The number of samples; 0 if the view is invalid.
  public var count: Int { rows.count }

  /// The number of elements of one sample.
  package var sampleSize: Int { shape.reduce(1, *) }

  init(_ content: Content, origin: Int = 0, rows: RowSelection, shape: [Int]) {
    self.content = content
    self.origin = origin
    self.rows = rows
    self.shape = shape
  }

  init(invalid failure: SamplesError) {
    self.init(.values([]), rows: .empty, shape: [])
    self.failure = failure
  }

  /// Throws the error of the first step that made the view invalid, if one did.
  ///
  /// - Throws: An error that says what was found and what was expected.
  public func check() throws {
    if let failure { throw failure }
  }
}

// MARK: - Creating samples

extension Samples {
  /// Creates samples over bytes, one byte an element.
  ///
  /// Samples that do not lie inside the storage are invalid; see ``check()``.
  ///
  /// - Parameters:
  ///   - storage: The storage of the bytes.
  ///   - byteOffset: The offset in the storage at which the first sample starts.
  ///   - count: The number of samples.
  ///   - shape: The shape of one sample.
  package init(storage: ByteStorage, byteOffset: Int = 0, count: Int, shape: [Int]) {
    do throws(DataLayoutError) {
      try DataLayout.check(
        count: count, shape: shape, byteOffset: byteOffset, byteCount: storage.byteCount)
      self.init(
        .bytes(storage), origin: byteOffset, rows: try RowSelection(count: count), shape: shape)
    } catch {
      self.init(invalid: .layout(error))
    }
  }

  /// Creates samples over the elements of a file, of any alignment.
  ///
  /// Unsigned bytes are those of `init(storage:byteOffset:count:shape:)`. Samples that do not lie
  /// inside the storage are invalid; see ``check()``.
  package init(
    storage: ByteStorage, format: ElementFormat, byteOffset: Int, count: Int, shape: [Int]
  ) {
    guard format.type != .uint8 else {
      self.init(storage: storage, byteOffset: byteOffset, count: count, shape: shape)
      return
    }
    do throws(DataLayoutError) {
      // As bytes, whose number a sample's last dimension is.
      try DataLayout.check(
        count: count, shape: shape + [format.byteCount], byteOffset: byteOffset,
        byteCount: storage.byteCount)
      self.init(
        .elements(storage, format), origin: byteOffset, rows: try RowSelection(count: count),
        shape: shape)
    } catch {
      self.init(invalid: .layout(error))
    }
  }

  /// Creates samples from floats, one sample after the other.
  ///
  /// If the number of values is not a multiple of the sample's size, which must be above 0, the
  /// samples are invalid; see ``check()``.
  ///
  /// - Parameters:
  ///   - values: The samples' elements, row-major.
  ///   - shape: The shape of one sample; `[1]` is one number for each sample.
  public init(values: [Float], shape: [Int]) {
    do throws(DataLayoutError) {
      let count = try DataLayout.rowCount(valueCount: values.count, shape: shape)
      self.init(.values(values), rows: try RowSelection(count: count), shape: shape)
    } catch {
      self.init(invalid: .layout(error))
    }
  }

  /// Creates samples from rows: an array of numbers for each sample.
  ///
  /// Rows of different lengths, or none at all, make invalid samples; see ``check()``.
  public init(_ rows: [[Float]]) {
    do throws(DataLayoutError) {
      let (values, size) = try DataLayout.flattened(rows)
      self.init(values: values, shape: [size])
    } catch {
      self.init(invalid: .layout(error))
    }
  }

  /// Creates samples from rows of another floating-point type, each number rounded to `Float`.
  @inlinable
  public init<Number: BinaryFloatingPoint>(_ rows: [[Number]]) {
    self.init(rows.map { $0.map { Float($0) } })
  }

  /// Creates samples from rows of integers, each rounded to `Float`: exact up to 2^24.
  @inlinable
  public init<Number: BinaryInteger>(_ rows: [[Number]]) {
    self.init(rows.map { $0.map { Float($0) } })
  }
}

extension Samples: ExpressibleByArrayLiteral {
  /// Creates samples from rows, as `[[0, 1], [1, 0]]`.
  public init(arrayLiteral rows: [Float]...) { self.init(rows) }
}
