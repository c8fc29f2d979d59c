extension Labels: ExpressibleByArrayLiteral {
  /// One label of an array literal: a class, a number or an array of numbers.
  public struct Literal: Sendable {
    fileprivate enum Value {
      /// A class, or a number where other labels have a decimal point.
      case integer(Int)
      case number(Float)
      case row([Float])
    }

    fileprivate let value: Value
  }

  /// Creates labels from classes, as `[0, 1, 1]`, or from values, as `[0.5, 2]` or `[[1], [0]]`.
  ///
  /// Integers are class indices; with a decimal point in any of them, all are dense labels of one
  /// number. Arrays are dense labels of their length. A negative class, or rows of different
  /// lengths, make invalid labels; see ``Labels/check()``.
  public init(arrayLiteral labels: Literal...) {
    let classes = labels.compactMap {
      if case .integer(let value) = $0.value { value } else { nil }
    }
    guard classes.count == labels.count else {
      self.init(rows: labels.map(\.row))
      return
    }
    self.init(indices: classes)
  }
}

extension Labels.Literal: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByArrayLiteral
{
  /// Creates a class.
  public init(integerLiteral value: Int) { self.value = .integer(value) }

  /// Creates a number.
  public init(floatLiteral value: Float) { self.value = .number(value) }

  /// Creates the numbers of one label.
  public init(arrayLiteral values: Float...) { value = .row(values) }

  /// The label as a dense one.
  fileprivate var row: [Float] {
    switch value {
    case .integer(let value): [Float(value)]
    case .number(let value): [value]
    case .row(let values): values
    }
  }
}
