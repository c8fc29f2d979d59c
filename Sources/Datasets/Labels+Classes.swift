extension Labels {
  /// Whether the labels are classes, as opposed to values.
  package var areClasses: Bool {
    if case .dense = encoding { false } else { true }
  }

  /// The number of classes: the largest label plus 1, unless the encoding states it.
  ///
  /// - Complexity: O(labels) for the integer encoding.
  /// - Throws: An error where the labels are dense, which have no classes, or invalid.
  public var classCount: Int {
    get throws {
      try checked()
      switch encoding {
      case .oneHot(let classCount): return classCount
      case .integer: return (0..<count).reduce(0) { max($0, self[$1] + 1) }
      case .dense(let shape): throw LabelError.notClasses(shape: shape)
      }
    }
  }

  /// Checks that every label is below a number of classes.
  ///
  /// - Throws: `LabelError` that names the first label beyond, or says that the labels are dense or
  ///   invalid.
  package func check(classCount: Int) throws(LabelError) {
    try checked()
    if case .dense(let shape) = encoding { throw .notClasses(shape: shape) }
    for index in 0..<count where self[index] >= classCount {
      throw .outOfRange(index: index, found: self[index], classCount: classCount)
    }
  }

  /// Returns the first number outside a range, and its label's index; nil where there is none.
  ///
  /// - Complexity: Reads every label, but one-hot ones of 0 and 1.
  package func firstNumber(outside range: ClosedRange<Float>) -> (index: Int, number: Float)? {
    if case .oneHot = encoding, range.contains(0), range.contains(1) { return nil }
    var first: (index: Int, number: Float)?
    unsafe forEachRow { index, row in
      guard first == nil else { return }
      // A NaN is none: what happens then is said by other options.
      let outside = row.indices.first { position in
        unsafe row[position] < range.lowerBound || row[position] > range.upperBound
      }
      first = outside.map { unsafe (index, row[$0]) }
    }
    return first
  }

  /// The class by which one label is weighted.
  ///
  /// For a dense label of several elements it is the index of the largest, the first of equals; for
  /// one element it is the nearest integer, ties to even. Source: Keras 3, `class_weight`.
  ///
  /// An index outside `0..<count` ends the program with a message, in release builds too.
  ///
  /// - Returns: The class, or nil for a dense label that holds a NaN or rounds to no `Int`.
  package func classIndex(at index: Int) -> Int? {
    guard case .dense = encoding else { return self[index] }
    let row = values(at: index)
    guard row.count > 1 else { return Int(exactly: row[0].rounded(.toNearestOrEven)) }
    guard !row.contains(where: \.isNaN) else { return nil }
    return row.indices.reduce(0) { row[$1] > row[$0] ? $1 : $0 }
  }

  /// The class by which each label is weighted; see `classIndex(at:)`.
  ///
  /// Nil if a label has none.
  ///
  /// - Complexity: Reads every label.
  package var classIndices: [Int]? {
    var result: [Int] = []
    result.reserveCapacity(count)
    for index in 0..<count {
      guard let classIndex = classIndex(at: index) else { return nil }
      result.append(classIndex)
    }
    return result
  }
}

/// Returns the labels as one-hot vectors, without storing the vectors.
///
/// Source: Keras 3, `to_categorical`.
///
/// - Parameters:
///   - labels: Class indices.
///   - classCount: The length of the vectors; the largest label plus 1 unless given.
/// - Returns: The same labels with the one-hot encoding.
/// - Throws: An error if a label is not below the number of classes, or the labels are dense or
///   invalid.
public func toCategorical(
  _ labels: Labels, classCount: Int? = nil
) throws -> Labels {
  try labels.checked()
  let classCount = try classCount ?? labels.classCount
  guard classCount > 0 || (classCount == 0 && labels.count == 0) else {
    throw LabelError.classCount(found: classCount)
  }
  try labels.check(classCount: classCount)
  var result = labels
  result.encoding = .oneHot(classCount: classCount)
  return result
}

/// Returns the labels as one-hot vectors of a length: Keras's spelling of
/// ``toCategorical(_:classCount:)``.
public func toCategorical(_ labels: Labels, numClasses: Int) throws -> Labels {
  try toCategorical(labels, classCount: numClasses)
}
