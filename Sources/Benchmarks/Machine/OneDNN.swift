import Foundation
import Kernels

/// The system's oneDNN with one thread, where installed.
@safe
struct OneDNN: MatrixLibrary {
  /// `dnnl_sgemm`, which is row-major, and returns 0 when it has multiplied.
  private typealias Multiply =
    @convention(c) (
      _ transposesA: CChar, _ transposesB: CChar, _ m: Int64, _ n: Int64, _ k: Int64,
      _ alpha: Float, _ a: UnsafePointer<Float>, _ aRow: Int64, _ b: UnsafePointer<Float>,
      _ bRow: Int64, _ beta: Float, _ c: UnsafeMutablePointer<Float>, _ cRow: Int64
    ) -> Int32

  let name = "oneDNN"
  private let function: Multiply

  /// Loads `libdnnl.so.3` or `libdnnl.so.2`; nil where neither is installed.
  ///
  /// With the kernels for AVX2 it uses no wider vectors, unless the user has said otherwise: they
  /// would refute the peak of those kernels.
  init?() {
    #if arch(x86_64)
      if InstructionSet.chosen == .v3 { unsafe setenv("ONEDNN_MAX_CPU_ISA", "AVX2", 0) }
    #endif
    // Read when OpenMP is loaded, once in a process.
    unsafe setenv("OMP_NUM_THREADS", "1", 1)
    // The setter is OpenMP's, which came with the library, or was there before.
    guard
      let function: Multiply = unsafe systemFunction(
        "dnnl_sgemm", in: ["libdnnl.so.3", "libdnnl.so.2"],
        threadCountSetter: "omp_set_num_threads")
    else { return nil }
    unsafe self.function = function
  }

  func multiply(_ product: MatrixProduct) {
    func letter(_ isTransposed: Bool) -> CChar {
      CChar(bitPattern: UInt8(ascii: isTransposed ? "T" : "N"))
    }
    let status = unsafe function(
      letter(product.transposesLeft), letter(product.transposesRight), Int64(product.rows),
      Int64(product.columns), Int64(product.inner), 1, product.a.base, Int64(product.leftRow),
      product.b.base, Int64(product.rightRow), 0, product.c.base, Int64(product.columns))
    // A library of somebody else's: a release build prints no text of a precondition.
    if status != 0 { fatalError("dnnl_sgemm returned \(status)") }
  }
}
