import Foundation
import Kernels

/// The system's OpenBLAS with one thread, where installed.
@safe
struct OpenBLAS: MatrixLibrary {
  /// `cblas_sgemm`.
  private typealias Multiply =
    @convention(c) (
      _ order: Int32, _ transposesA: Int32, _ transposesB: Int32, _ m: Int32, _ n: Int32,
      _ k: Int32, _ alpha: Float, _ a: UnsafePointer<Float>, _ aRow: Int32,
      _ b: UnsafePointer<Float>, _ bRow: Int32, _ beta: Float, _ c: UnsafeMutablePointer<Float>,
      _ cRow: Int32
    ) -> Void

  let name = "OpenBLAS"
  private let function: Multiply

  /// Loads `libopenblas.so.0`; nil where it is not installed.
  ///
  /// It computes with the instruction set of the kernels in use, unless the user has chosen one:
  /// it does not know every processor, and wider vectors would refute the peak of the kernels.
  init?() {
    #if arch(x86_64)
      let core = InstructionSet.chosen == .v3 ? "Haswell" : "SkylakeX"
      unsafe setenv("OPENBLAS_CORETYPE", core, 0)
    #endif
    guard
      let function: Multiply = unsafe systemFunction(
        "cblas_sgemm", in: ["libopenblas.so.0"], threadCountSetter: "openblas_set_num_threads")
    else { return nil }
    unsafe self.function = function
  }

  func multiply(_ product: MatrixProduct) {
    let (rowMajor, plain, transposed) = (Int32(101), Int32(111), Int32(112))
    unsafe function(
      rowMajor, product.transposesLeft ? transposed : plain,
      product.transposesRight ? transposed : plain, Int32(product.rows), Int32(product.columns),
      Int32(product.inner), 1, product.a.base, Int32(product.leftRow), product.b.base,
      Int32(product.rightRow), 0, product.c.base, Int32(product.columns))
  }
}
