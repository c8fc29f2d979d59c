/// An error in labels, or in a view of them.
///
/// Views do not throw: an invalid one stores its error, which ``Labels/check()`` and every use of
/// the labels throw.
package enum LabelError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A label is below 0 or not below the number of classes.
  case outOfRange(index: Int, found: Int, classCount: Int)
  /// The labels are values of some shape where class indices are expected.
  case notClasses(shape: [Int])
  /// The length of one-hot vectors is negative.
  case classCount(found: Int)
  /// The values, storage, range or index are invalid.
  case layout(DataLayoutError)
  /// The samples used as labels are invalid.
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
