extension Labels {
  /// The labels at consecutive positions, counted from 0 in the view too.
  ///
  /// A range that does not lie in `0..<count` makes an invalid view; see ``check()``.
  public subscript(range: Range<Int>) -> Labels {
    showing(rows.slice(from: range.lowerBound, to: range.upperBound))
  }

  /// The labels at consecutive positions, as `y[10...]` or `y[..<100]`.
  ///
  /// A range that does not lie in `0..<count` makes an invalid view; see ``check()``.
  public subscript(range: some RangeExpression<Int>) -> Labels {
    let (lower, upper) = range.bounds(count: count)
    return showing(rows.slice(from: lower, to: upper))
  }

  /// The labels at the listed positions, in their order, as `y[[3, 1, 4]]`.
  ///
  /// A position may be listed more than once. One that is not in `0..<count` makes an invalid view;
  /// see ``check()``.
  ///
  /// - Complexity: O(`positions.count`); no label is copied.
  public subscript(positions: [Int]) -> Labels { showing(rows.listing(positions)) }

  /// Returns the first labels, or all if there are fewer.
  ///
  /// A negative number makes an invalid view; see ``check()``.
  public func prefix(_ maximum: Int) -> Labels { showing(rows.prefix(maximum)) }

  /// Returns the last labels, or all if there are fewer.
  ///
  /// A negative number makes an invalid view; see ``check()``.
  public func suffix(_ maximum: Int) -> Labels { showing(rows.suffix(maximum)) }

  /// Returns all but the first labels, or none if there are fewer.
  ///
  /// A negative number makes an invalid view; see ``check()``.
  public func dropFirst(_ number: Int = 1) -> Labels { showing(rows.dropFirst(number)) }

  /// Returns all but the last labels, or none if there are fewer.
  ///
  /// A negative number makes an invalid view; see ``check()``.
  public func dropLast(_ number: Int = 1) -> Labels { showing(rows.dropLast(number)) }

  private func showing(_ selection: RowSelection.Selection) -> Labels {
    guard failure == nil else { return self }
    switch selection {
    case .success(let rows):
      var view = self
      view.rows = rows
      return view
    case .failure(let error):
      return Labels(invalid: .layout(error))
    }
  }
}
