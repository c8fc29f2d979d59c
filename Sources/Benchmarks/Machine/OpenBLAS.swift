import Engine
import Foundation

/// The system's OpenBLAS with one thread, where installed: a check of the measured peak.
@safe
struct OpenBLAS {
  /// `cblas_sgemm`.
  private typealias Multiply =
    @convention(c) (
      _ order: Int32, _ transposesA: Int32, _ transposesB: Int32, _ m: Int32, _ n: Int32,
      _ k: Int32, _ alpha: Float, _ a: UnsafePointer<Float>, _ aRow: Int32,
      _ b: UnsafePointer<Float>, _ bRow: Int32, _ beta: Float, _ c: UnsafeMutablePointer<Float>,
      _ cRow: Int32
    ) -> Void
  private typealias SetThreadCount = @convention(c) (Int32) -> Void

  /// The rows and columns of the matrices that it multiplies.
  static let size = 1_024

  private let multiply: Multiply
  private let (a, b, c): (WorkMemory, WorkMemory, WorkMemory)

  /// Loads `libopenblas.so.0`; nil where it is not installed.
  init?() {
    guard let library = unsafe dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL),
      let symbol = unsafe dlsym(library, "cblas_sgemm")
    else { return nil }
    if let setter = unsafe dlsym(library, "openblas_set_num_threads") {
      unsafe unsafeBitCast(setter, to: SetThreadCount.self)(1)
    }
    unsafe multiply = unsafeBitCast(symbol, to: Multiply.self)
    (a, b, c) = (
      WorkMemory(Self.size * Self.size), WorkMemory(Self.size * Self.size, seed: 2),
      WorkMemory(Self.size * Self.size, seed: 3)
    )
  }

  /// Multiplies two 1,024 x 1,024 matrices once.
  ///
  /// - Returns: The rate in GFLOP/s.
  func gigaflops() -> Double {
    let (rowMajor, notTransposed, size) = (Int32(101), Int32(111), Int32(Self.size))
    let start = MonotonicClock.nanoseconds
    unsafe multiply(
      rowMajor, notTransposed, notTransposed, size, size, size, 1, a.base, size, b.base, size, 0,
      c.base, size)
    let nanoseconds = Double(MonotonicClock.nanoseconds - start)
    return 2 * Double(Self.size * Self.size * Self.size) / nanoseconds
  }
}
