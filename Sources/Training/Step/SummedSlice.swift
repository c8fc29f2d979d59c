import Engine

/// A copy of a rank's slice of the summed gradient, for updates that need the whole slice first.
@safe
final class SummedSlice {
  private let slice: Range<Int>
  private lazy var memory = Arena(count: slice.count)

  /// Creates a copy of a slice, allocated at its first use.
  init(_ slice: Range<Int>) {
    self.slice = slice
  }

  /// The start of the slice.
  var values: UnsafeMutablePointer<Float> { unsafe memory.base }

  /// Returns the start of a part of the slice.
  func start(of part: Range<Int>) -> UnsafeMutablePointer<Float> {
    unsafe values + (part.lowerBound - slice.lowerBound)
  }

  /// Copies a part of the sum.
  func take(_ part: Range<Int>, _ gradient: UnsafePointer<Float>) {
    unsafe start(of: part).update(from: gradient, count: part.count)
  }
}
