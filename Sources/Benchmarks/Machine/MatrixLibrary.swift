import Engine
import FileFormats

/// A library of the system that multiplies matrices on one thread: a check of the measured peak.
protocol MatrixLibrary {
  /// The name in reports.
  var name: String { get }

  /// Multiplies two matrices.
  func multiply(_ product: MatrixProduct)
}

/// A product of two matrices, `c = a · b`, row-major: `a` is `[rows, inner]`, `b` is
/// `[inner, columns]`, and either may be stored transposed.
struct MatrixProduct {
  let (a, b, c): (WorkMemory, WorkMemory, WorkMemory)
  let rows: Int
  let inner: Int
  let columns: Int
  var transposesLeft = false
  var transposesRight = false

  /// The length of a row of `a` as it is stored.
  var leftRow: Int { transposesLeft ? rows : inner }
  /// The length of a row of `b` as it is stored.
  var rightRow: Int { transposesRight ? inner : columns }

  /// The number of floating-point operations.
  var operationCount: Double { 2 * Double(rows) * Double(inner) * Double(columns) }

  /// A product of two square matrices.
  init(size: Int) {
    self.init(
      WorkMemory(size * size), WorkMemory(size * size, seed: 2), WorkMemory(size * size, seed: 3),
      rows: size, inner: size, columns: size)
  }

  init(
    _ a: WorkMemory, _ b: WorkMemory, _ c: WorkMemory, rows: Int, inner: Int, columns: Int,
    transposesLeft: Bool = false, transposesRight: Bool = false
  ) {
    (self.a, self.b, self.c) = (a, b, c)
    (self.rows, self.inner, self.columns) = (rows, inner, columns)
    (self.transposesLeft, self.transposesRight) = (transposesLeft, transposesRight)
  }
}

/// The rate of a library's product of two matrices of 1,024 by 1,024 on one core.
package struct LibraryRate: Equatable, Sendable {
  /// The library's name.
  package let name: String
  /// The best rate in GFLOP/s.
  package let gigaflops: Double

  /// Creates a rate.
  package init(name: String, gigaflops: Double) {
    self.name = name
    self.gigaflops = gigaflops
  }

  /// Returns the better rate of each library of two runs.
  static func best(_ rates: [LibraryRate], _ others: [LibraryRate]) -> [LibraryRate] {
    rates.map { rate in
      others.first { $0.name == rate.name && $0.gigaflops > rate.gigaflops } ?? rate
    } + others.filter { other in !rates.contains { $0.name == other.name } }
  }

  /// Returns a phrase about rates as judges of a peak.
  static func text(_ rates: [LibraryRate]) -> String {
    rates.isEmpty
      ? "neither OpenBLAS nor oneDNN, to judge it, is installed"
      : "on one core "
        + rates.map { "\($0.name) \($0.gigaflops.digits(1))" }.joined(separator: ", ")
  }

  /// Returns rates as JSON.
  static func json(_ rates: [LibraryRate]) -> JSON {
    .array(
      rates.map { ["name": .string($0.name), "gigaflops": .number($0.gigaflops)] })
  }

  /// Returns the rates under the key `libraries`; none where there is no such key.
  static func all(in json: JSON) -> [LibraryRate] {
    json["libraries"]?.arrayValue?.compactMap { rate in
      guard let name = rate["name"]?.stringValue, let value = rate["gigaflops"]?.numberValue
      else { return nil }
      return LibraryRate(name: name, gigaflops: value)
    } ?? []
  }
}

/// The libraries that are installed, ready to be timed.
struct MatrixLibraries {
  let installed: [any MatrixLibrary]

  /// Loads what is installed.
  init() {
    let all: [(any MatrixLibrary)?] = [OpenBLAS(), OneDNN()]
    installed = all.compactMap(\.self)
  }

  /// Returns the libraries' rates in one multiplication each.
  func gigaflops(_ product: MatrixProduct) -> [Double] {
    installed.map { library in
      let start = MonotonicClock.nanoseconds
      library.multiply(product)
      return product.operationCount / Double(MonotonicClock.nanoseconds - start)
    }
  }
}
