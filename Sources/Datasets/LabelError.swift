/// What is wrong with a label.
public enum LabelError: Error, Equatable, CustomStringConvertible {
  /// A label is below 0 or not below the number of classes.
  case outOfRange(index: Int, found: Int, classCount: Int)
  /// The labels are values of some shape where class indices are wanted.
  case notClasses(shape: [Int])

  /// One line: where, found and expected.
  public var description: String {
    switch self {
    case .outOfRange(let index, let found, let classCount):
      "label \(index) is \(found), expected 0 to \(classCount - 1)"
    case .notClasses(let shape):
      "labels are values of shape \(shape), expected class indices; make them with Labels([Int])"
    }
  }
}
