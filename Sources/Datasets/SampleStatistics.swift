/// The range and the distribution of numbers.
package struct SampleStatistics: Equatable, Sendable {
  /// The number of finite numbers.
  package private(set) var count = 0
  /// The number of those that are NaN or infinite.
  package private(set) var nonFiniteCount = 0
  /// The number of zeros.
  package private(set) var zeroCount = 0
  /// The smallest finite number.
  package private(set) var minimum = Float.infinity
  /// The largest finite number.
  package private(set) var maximum = -Float.infinity
  private var mean0 = 0.0
  private var squares = 0.0

  /// The statistics of no numbers.
  package init() {}

  /// The statistics of all elements of samples.
  package init(of samples: Samples) {
    unsafe samples.forEachRow { _, row in
      for position in row.indices { add(unsafe row[position]) }
    }
  }

  /// The mean of the finite numbers; 0 for none.
  package var mean: Double { mean0 }

  /// The standard deviation of the finite numbers, as NumPy's `std`.
  package var deviation: Double { count > 0 ? (squares / Double(count)).squareRoot() : 0 }

  /// Adds a number.
  ///
  /// Mean and squares are updated in one pass. Source: Welford 1962, "Note on a method for
  /// calculating corrected sums of squares and products".
  package mutating func add(_ number: Float) {
    guard number.isFinite else {
      nonFiniteCount += 1
      return
    }
    count += 1
    if number == 0 { zeroCount += 1 }
    if number < minimum { minimum = number }
    if number > maximum { maximum = number }
    let value = Double(number)
    let difference = value - mean0
    mean0 += difference / Double(count)
    squares += difference * (value - mean0)
  }
}
