/// Memory for the labels of one pass, in the encoding that a loss reads.
@safe
package final class TargetBuffer {
  /// The encoding that the caller writes.
  package let form: TargetForm
  /// The number of values of one sample, for the form `values`.
  package let size: Int
  /// The classes of the pass's rows, for the form `classes`.
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

  /// The values of the pass's rows, for the form `values`.
  package var values: UnsafeMutablePointer<Float> { unsafe numbers.base }

  var rows: TargetRows {
    unsafe TargetRows(
      form: form, classes: UnsafePointer(classes), values: UnsafePointer(values))
  }
}
