/// Memory for what a model should answer in one pass, in the form in which a loss reads it.
@safe
package final class TargetBuffer {
  /// The form that the caller writes.
  package let form: TargetForm
  /// The numbers of one sample, in the form `values`.
  package let size: Int
  /// Where the classes of the pass's rows go, in the form `classes`.
  package let classes: UnsafeMutablePointer<Int32>

  private let numbers: Arena

  init(_ form: TargetForm, size: Int, capacity: Int) {
    self.form = form
    self.size = size
    numbers = Arena(count: form == .values ? capacity * size : 0)
    unsafe classes = .allocate(capacity: capacity)
    unsafe classes.initialize(repeating: 0, count: capacity)
  }

  deinit { unsafe classes.deallocate() }

  /// Where the numbers of the pass's rows go, in the form `values`.
  package var values: UnsafeMutablePointer<Float> { unsafe numbers.base }

  var rows: TargetRows {
    unsafe TargetRows(
      form: form, classes: UnsafePointer(classes), values: UnsafePointer(values))
  }
}
