import Engine
import Kernels

/// The kernels of a dense layer: forward, bias and ReLU, and backward.
struct DenseCases {
  /// The number of rows of the batch.
  let rows: Int
  /// The number of inputs of each row.
  let inner: Int
  /// The number of units.
  let columns: Int
  let leaves: LeafCuts
  /// Whether an earlier layer has weights, so that the input's gradient is computed.
  let hasInputGradient: Bool

  /// The kernels, in the order of a step.
  var cases: [KernelCase] {
    let (rows, inner, columns, leaves) = (rows, inner, columns, leaves)
    let x = WorkMemory(rows * inner)
    let w = WorkMemory(inner * columns, seed: 2)
    let y = WorkMemory(rows * columns, seed: 3)
    let dx = WorkMemory(rows * inner, seed: 4)
    let dw = WorkMemory(inner * columns, seed: 5)
    let bias = WorkMemory(columns, seed: 6)
    let scratch = WorkMemory(kernels.matmulScratchCount(rows: rows, inner: inner, columns: columns))
    let shape = "\(rows) x \(inner) x \(columns)"
    let work = KernelCase.Work.arithmetic(2 * rows * inner * columns)

    var cases = [
      KernelCase(
        "matmul", shape, work, reads: x.count + w.count, writes: y.count
      ) {
        unsafe kernels.matmul(
          x.base, w.base, into: y.base, rows: rows, inner: inner, columns: columns,
          scratch: scratch.base)
      },
      KernelCase(
        "weight gradient, \(leaves.count) leaves", shape, work, reads: x.count + y.count,
        writes: w.count
      ) {
        unsafe leaves.rows.withUnsafeBufferPointer { rows in
          guard let rows = rows.baseAddress else { return }
          unsafe kernels.weightGradient(
            x.base, y.base, into: dw.base, leafRows: rows, leafCount: leaves.count, inner: inner,
            columns: columns, scratch: scratch.base)
        }
      },
      KernelCase(
        "bias gradient, \(leaves.count) leaves", "\(rows) x \(columns)", .memory, reads: y.count,
        writes: columns
      ) {
        unsafe leaves.rows.withUnsafeBufferPointer { rows in
          guard let rows = rows.baseAddress else { return }
          unsafe kernels.biasGradient(
            y.base, into: bias.base, leafRows: rows, leafCount: leaves.count, columns: columns,
            scratch: scratch.base)
        }
      },
    ]
    cases += Self.libraryCases(
      "matmul", shape, MatrixProduct(x, w, y, rows: rows, inner: inner, columns: columns))
    cases += Self.libraryCases(
      "weight gradient", shape,
      MatrixProduct(x, y, dw, rows: inner, inner: rows, columns: columns, transposesLeft: true))
    if hasInputGradient {
      cases += Self.libraryCases(
        "input gradient", shape,
        MatrixProduct(y, w, dx, rows: rows, inner: columns, columns: inner, transposesRight: true))
      cases.append(
        KernelCase("input gradient", shape, work, reads: y.count + w.count, writes: x.count) {
          unsafe kernels.matmulTransposingRight(
            y.base, w.base, into: dx.base, rows: rows, inner: inner, columns: columns,
            scratch: scratch.base)
        })
    }
    return cases
  }

  /// The same product by each of the system's libraries.
  private static func libraryCases(
    _ name: String, _ shape: String, _ product: MatrixProduct
  ) -> [KernelCase] {
    MatrixLibraries().installed.map { library in
      KernelCase(
        "\(name), \(library.name)", shape, .arithmetic(Int(product.operationCount)),
        reads: product.a.count + product.b.count, writes: product.c.count
      ) { library.multiply(product) }
    }
  }
}

/// The partition of a batch's rows into leaves.
struct LeafCuts {
  /// The number of leaves.
  let count: Int
  /// The start of each leaf, and the end of the last.
  let rows: [Int]

  /// Divides the rows as evenly as possible.
  init(_ rowCount: Int, into count: Int) {
    self.count = count
    rows = (0...count).map { $0 * rowCount / count }
  }
}
