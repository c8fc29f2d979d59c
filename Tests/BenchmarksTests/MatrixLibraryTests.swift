import Testing

@testable import Benchmarks

/// What is installed is tested: neither library is a dependency.
@Suite("MatrixLibrary")
struct MatrixLibraryTests {
  /// The sizes, and which of the matrices is stored transposed.
  @Test(
    "multiplies as plain loops do, transposed or not",
    arguments: [(false, false), (true, false), (false, true)])
  func products(transposesLeft: Bool, transposesRight: Bool) {
    let (rows, inner, columns) = (3, 5, 4)
    let (a, b) = (WorkMemory(rows * inner), WorkMemory(inner * columns, seed: 2))
    for library in MatrixLibraries().installed {
      let c = WorkMemory(rows * columns, seed: 3)
      library.multiply(
        MatrixProduct(
          a, b, c, rows: rows, inner: inner, columns: columns, transposesLeft: transposesLeft,
          transposesRight: transposesRight))
      for row in 0..<rows {
        for column in 0..<columns {
          var sum: Float = 0
          for k in 0..<inner {
            let x = unsafe a.base[transposesLeft ? k * rows + row : row * inner + k]
            let y = unsafe b.base[transposesRight ? column * inner + k : k * columns + column]
            sum += x * y
          }
          // Five products below 1: their sums in another order differ by less.
          let found = unsafe c.base[row * columns + column]
          #expect(abs(found - sum) < 1e-5, "\(library.name) \(row) \(column)")
        }
      }
    }
  }

  @Test("the better rate of two runs is kept, library by library")
  func best() {
    let (slow, fast) = (
      LibraryRate(name: "a", gigaflops: 1), LibraryRate(name: "a", gigaflops: 2)
    )
    let other = LibraryRate(name: "b", gigaflops: 3)
    #expect(LibraryRate.best([slow], [fast, other]) == [fast, other])
    #expect(LibraryRate.best([fast], [slow]) == [fast])
    #expect(LibraryRate.text([fast, other]) == "on one core a 2.0, b 3.0")
    #expect(LibraryRate.text([]).contains("neither OpenBLAS nor oneDNN"))
  }
}
