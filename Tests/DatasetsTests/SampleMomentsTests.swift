import Datasets
import Testing

@Suite("SampleMoments")
struct SampleMomentsTests {
  @Test("are mean and biased variance of each feature")
  func features() throws {
    let samples: Samples = [[1, 10, 7], [2, 30, 7], [6, 20, 7]]
    let moments = try #require(SampleMoments(of: samples, groups: [0, 1, 2], count: 3))
    #expect(moments.means == [3, 20, 7])
    #expect(zip(moments.variances, [14.0 / 3, 200.0 / 3, 0]).allSatisfy { abs($0 - $1) < 1e-14 })
    let all = try #require(SampleMoments(of: samples, groups: [0], count: 1))
    #expect(abs(all.means[0] - 10) < 1e-14)
    let repeated = try #require(
      SampleMoments(
        of: Samples(values: [1, 2, 3, 4, 5, 6, 7, 8], shape: [2, 2]), groups: [0, 1], count: 2))
    #expect(repeated.means == [4, 5] && repeated.variances == [5, 5])
  }

  @Test("of a constant are exact, whatever it is", arguments: [0.1, 1e30, -3e-20, 16_777_217])
  func constant(value: Double) throws {
    let number = Float(value)
    let samples = Samples(values: [Float](repeating: number, count: 5_000), shape: [1])
    let moments = try #require(SampleMoments(of: samples, groups: [0], count: 1))
    #expect(moments.means == [Double(number)] && moments.variances == [0])
  }

  /// A mean that is a million times the deviation, and a first sample far from it.
  @Test("keep their digits where the mean is large")
  func largeMean() throws {
    var values = (0..<4_000).map { Float(1_000_000 + $0 % 4) }
    values[0] = 0
    let moments = try #require(
      SampleMoments(of: Samples(values: values, shape: [1]), groups: [0], count: 1))
    let exact = values.map(Double.init)
    let mean = exact.reduce(0, +) / 4_000
    let variance = exact.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4_000
    #expect(abs(moments.means[0] - mean) < 1e-9)
    #expect(abs(moments.variances[0] - variance) < 1e-12 * variance)
  }

  @Test("are none where a number is not finite, and of no samples")
  func none() {
    #expect(SampleMoments(of: [[1, .nan]], groups: [0, 1], count: 2) == nil)
    #expect(SampleMoments(of: [[1, .infinity]], groups: [0], count: 1) == nil)
    let samples: Samples = [[1, 2]]
    #expect(SampleMoments(of: samples[..<0], groups: [0, 1], count: 2) == nil)
  }
}
