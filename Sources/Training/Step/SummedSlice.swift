import Engine

/// A rank's slice of the summed gradient, where all of it must be known before any of it is used.
@safe
final class SummedSlice {
  private let slice: Range<Int>
  private lazy var memory = Arena(count: slice.count)

  /// Room for a slice of the parameter space, taken when it is first needed.
  init(_ slice: Range<Int>) {
    self.slice = slice
  }

  /// Where the slice starts.
  var values: UnsafeMutablePointer<Float> { unsafe memory.base }

  /// Where a part of the slice starts.
  func start(of part: Range<Int>) -> UnsafeMutablePointer<Float> {
    unsafe values + (part.lowerBound - slice.lowerBound)
  }

  /// Takes a part of the sum.
  func take(_ part: Range<Int>, _ gradient: UnsafePointer<Float>) {
    unsafe start(of: part).update(from: gradient, count: part.count)
  }
}
