/// What is wrong with labels, or with the view of them that a program asked for.
///
/// Views do not throw: an invalid one remembers its error, which ``Labels/check()`` throws, and
/// with it whatever uses the labels.
package enum LabelError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A label is below 0 or not below the number of classes.
  case outOfRange(index: Int, found: Int, classCount: Int)
  /// The labels are values of some shape where class indices are expected.
  case notClasses(shape: [Int])
  /// The length of one-hot vectors is negative.
  case classCount(found: Int)
  /// Values, storage, range or index do not fit.
  case layout(DataLayoutError)
  /// The samples that are to be labels are invalid.
  case samples(SamplesError)
  /// Labels to append have another encoding.
  case appended(found: Labels.Encoding, expected: Labels.Encoding)

  /// One line: where, found and expected.
  package var description: String {
    switch self {
    case .outOfRange(let index, let found, let classCount):
      "label \(index) is \(found), expected 0 to \(classCount - 1)"
    case .notClasses(let shape):
      "labels are values of shape \(shape), expected class indices; make them with Labels([Int])"
    case .classCount(let found):
      "classCount: found \(found); expected a number from 0 up"
    case .layout(let error):
      "labels: \(error)"
    case .samples(let error):
      "labels of samples: \(error)"
    case .appended(let found, let expected):
      "appending(_:): found labels of encoding \(found); expected \(expected)"
    }
  }
}
