/// What some numbers are like at a glance.
package struct TensorStatistics: Sendable, Equatable {
  /// The number of elements.
  package private(set) var count = 0
  /// The root of the sum of the squares of all finite elements.
  package private(set) var norm = 0.0
  /// The least finite element; nil where none is finite.
  package private(set) var minimum: Float?
  /// The greatest finite element; nil where none is finite.
  package private(set) var maximum: Float?
  /// The number of zeros; denormals count as zero.
  package private(set) var zeroCount = 0
  /// The number of elements that are NaN.
  package private(set) var nanCount = 0
  /// The number of infinite elements.
  package private(set) var infiniteCount = 0

  /// Looks at some numbers.
  package init(_ values: some Sequence<Float>) {
    var sum = 0.0
    for value in values {
      count += 1
      if value.isNaN {
        nanCount += 1
      } else if value.isInfinite {
        infiniteCount += 1
      } else {
        if value.magnitude < .leastNormalMagnitude { zeroCount += 1 }
        minimum = min(minimum ?? value, value)
        maximum = max(maximum ?? value, value)
        sum += Double(value) * Double(value)
      }
    }
    norm = sum.squareRoot()
  }
}
