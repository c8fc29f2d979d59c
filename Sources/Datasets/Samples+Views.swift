extension Samples {
  /// Returns the same samples with another shape.
  ///
  /// The shape is that of one sample, as `[784]`, or like Keras's that of all of them, as
  /// `[60000, 784]`; the leading count may be `-1`, or one of the other sizes, which is then
  /// computed. Where both readings fit, the first holds. A shape that fits neither makes an invalid
  /// view; see ``check()``.
  public func reshaped(to sizes: [Int]) -> Samples {
    guard failure == nil else { return self }
    var view = self
    if DataLayout.elementCount(of: sizes) == sampleSize {
      view.shape = sizes
    } else if let first = sizes.first, first == count || first == -1,
      let shape = completed(Array(sizes.dropFirst()), isCountGiven: first == count)
    {
      view.shape = shape
    } else {
      return Samples(invalid: .reshape(found: sizes, count: count, shape: shape))
    }
    return view
  }

  /// Returns the same samples with another shape; see ``reshaped(to:)``.
  public func reshaped(_ sizes: Int...) -> Samples { reshaped(to: sizes) }

  /// Returns a sample's shape with its one size of -1 computed, or nil if it does not fit.
  private func completed(_ sizes: [Int], isCountGiven: Bool) -> [Int]? {
    guard isCountGiven, let unknown = sizes.firstIndex(of: -1) else {
      return DataLayout.elementCount(of: sizes) == sampleSize ? sizes : nil
    }
    var result = sizes
    result[unknown] = 1
    guard let known = DataLayout.elementCount(of: result), known > 0, sampleSize % known == 0
    else { return nil }
    result[unknown] = sampleSize / known
    return result
  }

  /// The samples at consecutive positions, counted from 0 in the view too.
  ///
  /// A range that does not lie in `0..<count` makes an invalid view; see ``check()``.
  public subscript(range: Range<Int>) -> Samples {
    showing(rows.slice(from: range.lowerBound, to: range.upperBound))
  }

  /// The samples at consecutive positions, as `x[10...]` or `x[..<100]`.
  ///
  /// A range that does not lie in `0..<count` makes an invalid view; see ``check()``.
  public subscript(range: some RangeExpression<Int>) -> Samples {
    let (lower, upper) = range.bounds(count: count)
    return showing(rows.slice(from: lower, to: upper))
  }

  /// The samples at the listed positions, in their order, as `x[[3, 1, 4]]`.
  ///
  /// A position may be listed more than once. One that is not in `0..<count` makes an invalid view;
  /// see ``check()``.
  ///
  /// - Complexity: O(`positions.count`); no sample is copied.
  public subscript(positions: [Int]) -> Samples { showing(rows.listing(positions)) }

  /// Returns the first samples, or all if there are fewer.
  ///
  /// A negative number makes an invalid view; see ``check()``.
  public func prefix(_ maximum: Int) -> Samples { showing(rows.prefix(maximum)) }

  /// Returns the last samples, or all if there are fewer.
  ///
  /// A negative number makes an invalid view; see ``check()``.
  public func suffix(_ maximum: Int) -> Samples { showing(rows.suffix(maximum)) }

  /// Returns all but the first samples, or none if there are fewer.
  ///
  /// A negative number makes an invalid view; see ``check()``.
  public func dropFirst(_ number: Int = 1) -> Samples { showing(rows.dropFirst(number)) }

  /// Returns all but the last samples, or none if there are fewer.
  ///
  /// A negative number makes an invalid view; see ``check()``.
  public func dropLast(_ number: Int = 1) -> Samples { showing(rows.dropLast(number)) }

  private func showing(_ selection: RowSelection.Selection) -> Samples {
    guard failure == nil else { return self }
    switch selection {
    case .success(let rows):
      var view = self
      view.rows = rows
      return view
    case .failure(let error):
      return Samples(invalid: .layout(error))
    }
  }
}
