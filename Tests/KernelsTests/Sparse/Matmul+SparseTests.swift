import Kernels
import TestSupport
import Testing

/// `matmul` of inputs of which most are zeros, which it skips.
@Suite("matmul of sparse inputs")
struct SparseMatmulTests {
  /// Too few to be worth a search, up to enough for two rows.
  private static let widths = [63, 64, 65, 100, 150, 519]

  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the tiles' rows, and more rows than are listed at once.
  @Test(arguments: Array(0...19) + [255, 256, 257, 259])
  func equalsTheScalarLoop(rows: Int) {
    var samples = SampleValues(seed: UInt64(300 + rows))
    for columns in rows > 19 ? [64] : Self.widths {
      for inner in [1, 4, 15, 16, 17, 40] {
        let x = samples.mostlyZeros(rows: rows, columns: inner)
        let w = samples.floats(inner * columns)
        expectProduct(x, w, rows, inner, columns, "[\(rows), \(inner)] · [\(inner), \(columns)]")
      }
    }
  }

  /// Zero times what is not finite is NaN, in columns of whole panels, in the columns behind
  /// them, and in a row of `w` that only zeros multiply.
  @Test(arguments: [Float.infinity, -.infinity, .nan])
  func skipsNothingBesideWeightsThatAreNotFinite(value: Float) {
    var samples = SampleValues(seed: 320)
    let (rows, inner, columns) = (11, 40, 100)
    var x = samples.mostlyZeros(rows: rows, columns: inner)
    for row in 0..<rows { x[row * inner + 7] = row % 2 == 0 ? 0 : -0.0 }
    for index in [7 * columns, 7 * columns + 63, 7 * columns + 64, 7 * columns + 99] {
      var w = samples.floats(inner * columns)
      w[index] = value
      expectProduct(x, w, rows, inner, columns, "\(value) at \(index)")
    }
  }

  @Test(arguments: [Float.infinity, -.infinity, .nan])
  func countsInputsThatAreNotFinite(value: Float) {
    var samples = SampleValues(seed: 321)
    let (rows, inner, columns) = (5, 33, 210)
    for index in 0..<rows * inner {
      var x = [Float](repeating: -0.0, count: rows * inner)
      x[index] = value
      expectProduct(
        x, samples.floats(inner * columns), rows, inner, columns, "\(value) at \(index)")
    }
  }

  /// Products that underflow to -0 and inputs of -0 leave the same +0, and all zeros do too.
  @Test func storesNegativeZeroAsPositiveZero() {
    let (rows, inner, columns) = (4, 32, 256)
    var x = [Float](repeating: -0.0, count: rows * inner)
    let w = [Float](repeating: 1e-30, count: inner * columns)
    let zeros = [Float](repeating: 0, count: rows * columns)
    expectSameBits(
      MatmulTests.product(x, w, rows: rows, inner: inner, columns: columns), zeros, "no input")
    x[5] = -1e-30
    x[inner + 20] = -1e-30
    expectSameBits(
      MatmulTests.product(x, w, rows: rows, inner: inner, columns: columns), zeros, "underflow")
  }

  /// Which zeros a tile skips depends on the rows beside it; the bits do not.
  @Test func givesTheSameRowsAloneAndTogether() {
    var samples = SampleValues(seed: 322)
    let (rows, inner, columns) = (23, 50, 130)
    let x = samples.mostlyZeros(rows: rows, columns: inner)
    let w = samples.floats(inner * columns)
    let together = MatmulTests.product(x, w, rows: rows, inner: inner, columns: columns)
    for start in 0..<rows {
      let some = MatmulTests.product(
        Array(x[(start * inner)...]), w, rows: rows - start, inner: inner, columns: columns)
      expectSameBits(some, Array(together[(start * columns)...]), "from row \(start) on")
    }
  }

  /// Zeros of both signs fill a row of `w`, which no sample misses, and whole columns.
  @Test(arguments: [1, 4, 7, 16, 259])
  func givesTheSameBitsWhereTheWeightsAreKnownToBeFinite(rows: Int) {
    var samples = SampleValues(seed: UInt64(330 + rows))
    for columns in [64, 100, 519] {
      for inner in [16, 40] {
        var x = samples.mostlyZeros(rows: rows, columns: inner)
        for row in 0..<rows { x[row * inner + row % inner] = 0x1p-130 }
        var w = samples.floats(inner * columns)
        for column in 0..<columns { w[7 * columns + column] = -0.0 }
        for row in 0..<inner {
          (w[row * columns + 3], w[row * columns + 5]) = (0, -0.0)
          (w[row * columns + 6], w[row * columns + 63]) = (0x1p-149, -0x1p-127)
        }
        w[9] = .greatestFiniteMagnitude
        w[10] = -.leastNormalMagnitude
        let products = [true, false].map {
          MatmulTests.product(
            x, w, rows: rows, inner: inner, columns: columns, wIsFinite: $0)
        }
        expectSameBits(
          products[0], products[1], "[\(rows), \(inner)] · [\(inner), \(columns)]")
      }
    }
  }

  /// Who does not know looks: every sample is zero where the weight is not finite.
  @Test(arguments: [Float.infinity, -.infinity, .nan])
  func findsWeightsThatAreNotFinite(value: Float) {
    var samples = SampleValues(seed: 323)
    let (rows, inner, columns) = (11, 40, 100)
    var x = samples.mostlyZeros(rows: rows, columns: inner)
    for row in 0..<rows { x[row * inner + 7] = row % 2 == 0 ? 0 : -0.0 }
    for column in [0, 63, 64, 99] {
      var w = samples.floats(inner * columns)
      w[7 * columns + column] = value
      let y = MatmulTests.product(
        x, w, rows: rows, inner: inner, columns: columns, wIsFinite: false)
      for index in y.indices {
        #expect(
          y[index].isNaN == (index % columns == column),
          "\(y[index]) in column \(index % columns), \(value) in column \(column)")
      }
    }
  }

  private func expectProduct(
    _ x: [Float], _ w: [Float], _ rows: Int, _ inner: Int, _ columns: Int, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectSameBits(
      MatmulTests.product(x, w, rows: rows, inner: inner, columns: columns),
      ScalarReference.matmul(x, w, rows: rows, inner: inner, columns: columns), what,
      anyNaN: true, sourceLocation: sourceLocation)
  }
}
