import Kernels
import TestSupport
import Testing

/// `weightGradient` of inputs of which most are zeros, which it skips.
@Suite("weightGradient of sparse inputs")
struct SparseWeightGradientTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of rows and columns, for leaf counts 1 to 64 with empty leaves.
  @Test(arguments: LeafCut.all + [LeafCut(firstRow: 5, sizes: [40, 17, 16, 33])])
  func equalsTheScalarTree(cut: LeafCut) {
    var samples = SampleValues(seed: 400)
    for inner in [1, 2, 3, 4, 5, 15, 16, 17, 23, 40] {
      for columns in [63, 64, 65, 80, 81, 97, 530] {
        let x =
          [Float](repeating: .nan, count: cut.firstRow * inner)
          + samples.mostlyZeros(rows: cut.rowEnd - cut.firstRow, columns: inner)
        let dy =
          [Float](repeating: .nan, count: cut.firstRow * columns)
          + samples.floats((cut.rowEnd - cut.firstRow) * columns)
        expectGradient(x, dy, cut, inner, columns, "[\(inner), \(columns)], \(cut)")
      }
    }
  }

  /// Only one sample is nonzero, so the tree skips all leaves but its own.
  @Test func joinsTheLeavesThatAreLeft() {
    var samples = SampleValues(seed: 401)
    let cut = LeafCut(sizes: [2, 1, 0, 3, 1, 1, 2, 1])
    let (inner, columns) = (20, 128)
    for first in 0..<cut.rowEnd {
      for second in first..<cut.rowEnd {
        var x = [Float](repeating: -0.0, count: cut.rowEnd * inner)
        x[first * inner + 6] = 0.75
        x[second * inner + 5] = -1.5
        expectGradient(
          x, samples.floats(cut.rowEnd * columns), cut, inner, columns,
          "samples \(first) and \(second)")
      }
    }
  }

  /// Zero times what is not finite is NaN, also in samples whose inputs are zeros.
  @Test(arguments: [Float.infinity, -.infinity, .nan])
  func skipsNothingBesideGradientsThatAreNotFinite(value: Float) {
    var samples = SampleValues(seed: 402)
    let cut = LeafCut(sizes: [3, 4, 2, 5])
    let (inner, columns) = (36, 100)
    let x = samples.mostlyZeros(rows: cut.rowEnd, columns: inner)
    for index in [0, 63, 64, 99, 5 * columns + 31, cut.rowEnd * columns - 1] {
      var dy = samples.floats(cut.rowEnd * columns)
      dy[index] = value
      expectGradient(x, dy, cut, inner, columns, "\(value) at \(index)")
    }
  }

  @Test(arguments: [Float.infinity, -.infinity, .nan])
  func countsInputsThatAreNotFinite(value: Float) {
    var samples = SampleValues(seed: 403)
    let cut = LeafCut(sizes: [3, 2])
    let (inner, columns) = (21, 128)
    for index in 0..<cut.rowEnd * inner {
      var x = [Float](repeating: -0.0, count: cut.rowEnd * inner)
      x[index] = value
      expectGradient(
        x, samples.floats(cut.rowEnd * columns), cut, inner, columns, "\(value) at \(index)")
    }
  }

  @Test func storesNegativeZeroAsPositiveZero() {
    let cut = LeafCut(sizes: [1, 1])
    let (inner, columns) = (32, 512)
    var x = [Float](repeating: -0.0, count: 2 * inner)
    x[3] = -1e-30
    let dy = [Float](repeating: 1e-30, count: 2 * columns)
    expectSameBits(
      WeightGradientTests.gradient(x, dy, cut: cut, inner: inner, columns: columns),
      [Float](repeating: 0, count: inner * columns), "-0")
  }

  private func expectGradient(
    _ x: [Float], _ dy: [Float], _ cut: LeafCut, _ inner: Int, _ columns: Int, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectSameBits(
      WeightGradientTests.gradient(x, dy, cut: cut, inner: inner, columns: columns),
      ScalarReference.weightGradient(x, dy, leafRows: cut.leafRows, inner: inner, columns: columns),
      what, anyNaN: true, sourceLocation: sourceLocation)
  }
}
