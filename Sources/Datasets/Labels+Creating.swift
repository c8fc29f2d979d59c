package import FileFormats

extension Labels {
  /// Creates labels over bytes, one byte a label.
  ///
  /// Labels that do not lie inside the storage are invalid; see ``check()``.
  ///
  /// - Parameters:
  ///   - storage: The storage of the bytes.
  ///   - byteOffset: The offset in the storage of the first label.
  ///   - count: The number of labels.
  package init(storage: ByteStorage, byteOffset: Int = 0, count: Int) {
    do throws(DataLayoutError) {
      try DataLayout.check(
        count: count, shape: [], byteOffset: byteOffset, byteCount: storage.byteCount)
      self.init(
        .bytes(storage), origin: byteOffset, rows: try RowSelection(count: count),
        encoding: .integer)
    } catch {
      self.init(invalid: .layout(error))
    }
  }

  /// Creates labels over checked elements: `int32` are classes, `float32` values of a shape.
  ///
  /// Labels that do not lie inside the storage are invalid; see ``check()``.
  package init(
    storage: ByteStorage, format: ElementFormat, byteOffset: Int, count: Int, shape: [Int]
  ) {
    let encoding: Encoding = format.type.isInteger ? .integer : .dense(shape: shape)
    do throws(DataLayoutError) {
      try DataLayout.check(
        count: count, shape: (format.type.isInteger ? [] : shape) + [format.byteCount],
        byteOffset: byteOffset, byteCount: storage.byteCount)
      self.init(
        .elements(storage, format), origin: byteOffset, rows: try RowSelection(count: count),
        encoding: encoding)
    } catch {
      self.init(invalid: .layout(error))
    }
  }

  /// Creates labels from class indices.
  ///
  /// - Throws: An error if one is negative or does not fit 31 bits.
  public init(_ classes: [Int]) throws {
    self.init(indices: classes)
    try checked()
  }

  /// Labels of class indices; invalid where one is negative or does not fit 31 bits.
  init(indices classes: [Int]) {
    var indices: [Int32] = []
    indices.reserveCapacity(classes.count)
    for (index, value) in classes.enumerated() {
      guard 0 <= value, value < Int(Int32.max) else {
        let range = Int(Int32.max)
        self.init(invalid: .outOfRange(index: index, found: value, classCount: range))
        return
      }
      indices.append(Int32(value))
    }
    do throws(DataLayoutError) {
      self.init(
        .indices(indices), rows: try RowSelection(count: indices.count), encoding: .integer)
    } catch {
      self.init(invalid: .layout(error))
    }
  }

  /// Creates dense labels from floats, one label after the other.
  ///
  /// If the number of values is not a multiple of the label's size, which must be above 0, the
  /// labels are invalid; see ``check()``.
  ///
  /// - Parameters:
  ///   - values: The labels' elements, row-major.
  ///   - shape: The shape of one label; `[1]` is one number for each sample.
  public init(values: [Float], shape: [Int] = [1]) {
    do throws(DataLayoutError) {
      let count = try DataLayout.rowCount(valueCount: values.count, shape: shape)
      self.init(
        .values(values), rows: try RowSelection(count: count), encoding: .dense(shape: shape))
    } catch {
      self.init(invalid: .layout(error))
    }
  }

  /// Creates dense labels that are samples, for a network that reproduces its input.
  ///
  /// They are a view: the samples are not copied. Labels of invalid samples are invalid; see
  /// ``check()``.
  public init(_ samples: Samples) {
    if let failure = samples.failure {
      self.init(invalid: .samples(failure))
    } else {
      self.init(
        .samples(samples), rows: RowSelection(of: samples), encoding: .dense(shape: samples.shape))
    }
  }

  /// Creates dense labels of one number for each sample, each rounded to `Float`.
  @inlinable
  public init<Number: BinaryFloatingPoint>(_ values: [Number]) {
    self.init(values: values.map { Float($0) })
  }

  /// Creates dense labels from rows: an array of numbers for each sample, each rounded to `Float`.
  ///
  /// Rows of different lengths, or none at all, make invalid labels; see ``check()``.
  @inlinable
  public init<Number: BinaryFloatingPoint>(_ rows: [[Number]]) {
    self.init(rows: rows.map { $0.map { Float($0) } })
  }

  @usableFromInline
  init(rows: [[Float]]) {
    do throws(DataLayoutError) {
      let (values, size) = try DataLayout.flattened(rows)
      self.init(values: values, shape: [size])
    } catch {
      self.init(invalid: .layout(error))
    }
  }
}
