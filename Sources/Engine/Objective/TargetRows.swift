/// What a model should answer, row by row; pointers are borrowed.
@safe
public struct TargetRows {
  /// Which of the two is there.
  public let form: TargetForm
  /// The class of each row, in the form `classes`.
  public let classes: UnsafePointer<Int32>
  /// The numbers of each row, in the form `values`.
  public let values: UnsafePointer<Float>

  /// Targets in one of the two forms.
  init(form: TargetForm, classes: UnsafePointer<Int32>, values: UnsafePointer<Float>) {
    self.form = form
    unsafe self.classes = classes
    unsafe self.values = values
  }
}

extension TargetRows {
  /// A row's target for one of `size` outputs, whichever form the targets have.
  public func value(row: Int, column: Int, of size: Int) -> Float {
    switch form {
    case .values: unsafe values[row * size + column]
    case .classes:
      // A class over one output is its own target: 0 or 1.
      unsafe size == 1 ? Float(classes[row]) : Int(classes[row]) == column ? 1 : 0
    }
  }

  /// A row's class among `size`: the first largest target.
  public func classIndex(row: Int, of size: Int) -> Int {
    switch form {
    case .classes: unsafe Int(classes[row])
    case .values: unsafe firstMaximum(values + row * size, size)
    }
  }
}

/// The place of the first largest of `count` numbers, from which NaN is left out; 0 if there is
/// none.
package func firstMaximum(_ values: UnsafePointer<Float>, _ count: Int) -> Int {
  var best = 0
  for place in 1..<max(count, 1) {
    // Nothing is larger than a NaN in the first place.
    if unsafe values[place] > values[best] || (values[best].isNaN && !values[place].isNaN) {
      best = place
    }
  }
  return best
}
