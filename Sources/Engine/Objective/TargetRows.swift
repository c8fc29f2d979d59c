/// The labels of a pass, row by row; pointers are borrowed.
@safe
public struct TargetRows {
  /// The encoding: which of the two pointers is valid.
  public let form: TargetForm
  /// The class of each row, for the form `classes`.
  public let classes: UnsafePointer<Int32>
  /// The values of each row, for the form `values`.
  public let values: UnsafePointer<Float>

  /// Creates labels in one of the two encodings.
  init(form: TargetForm, classes: UnsafePointer<Int32>, values: UnsafePointer<Float>) {
    self.form = form
    unsafe self.classes = classes
    unsafe self.values = values
  }
}

extension TargetRows {
  /// Returns a row's target for one of `size` outputs, in either encoding.
  public func value(row: Int, column: Int, of size: Int) -> Float {
    switch form {
    case .values: unsafe values[row * size + column]
    case .classes:
      // With one output the class itself is the target: 0 or 1.
      unsafe size == 1 ? Float(classes[row]) : Int(classes[row]) == column ? 1 : 0
    }
  }

  /// Returns a row's class among `size`: the index of the first greatest target.
  public func classIndex(row: Int, of size: Int) -> Int {
    switch form {
    case .classes: unsafe Int(classes[row])
    case .values: unsafe firstMaximum(values + row * size, size)
    }
  }
}

/// Returns the index of the first greatest of `count` numbers, ignoring NaN; 0 if all are NaN.
package func firstMaximum(_ values: UnsafePointer<Float>, _ count: Int) -> Int {
  var best = 0
  for index in 1..<max(count, 1) {
    // No comparison with a NaN at index 0 is true.
    if unsafe values[index] > values[best] || (values[best].isNaN && !values[index].isNaN) {
      best = index
    }
  }
  return best
}
