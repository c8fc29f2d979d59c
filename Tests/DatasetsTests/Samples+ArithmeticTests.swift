import Datasets
import Kernels
import TestSupport
import Testing

@Suite("Samples' arithmetic")
struct SamplesArithmeticTests {
  /// Three images of 5 by 7 pixels with 3 channels, as bytes and as floats of the same values.
  private static let content = (0..<3 * 105).map { UInt8(truncatingIfNeeded: $0 * 89) }
  private static let shape = [5, 7, 3]

  private let all: [Samples]

  init() {
    FloatingPointMode.flushDenormals()
    all = [
      Samples(
        storage: ByteStorage(Self.content), count: 3, shape: Self.shape),
      Samples(values: Self.content.map { Float($0) }, shape: Self.shape),
    ]
  }

  /// Compares samples with a function of each element and its index in the sample.
  private func expect(
    _ view: (Samples) -> Samples, _ expected: (Float, Int) -> Float,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for samples in all {
      let result = view(samples)
      try result.check()
      #expect(result.count == 3, sourceLocation: sourceLocation)
      for (index, sample) in result.enumerated() {
        let elements = Self.content[index * 105..<(index + 1) * 105]
        let wanted = elements.enumerated().map { expected(Float($1), $0) }
        #expect(
          sample.map(\.bitPattern) == wanted.map(\.bitPattern), "sample \(index)",
          sourceLocation: sourceLocation)
      }
    }
  }

  @Test func roundsEachOperationWithANumber() throws {
    try expect({ $0 / 255 }, { x, _ in x / 255 })
    try expect({ $0 * 0.1 }, { x, _ in x * 0.1 })
    try expect({ 0.1 * $0 }, { x, _ in x * 0.1 })
    try expect({ $0 + 0.3 }, { x, _ in x + 0.3 })
    try expect({ 0.3 + $0 }, { x, _ in x + 0.3 })
    try expect({ $0 - 0.7 }, { x, _ in x - 0.7 })
    try expect({ 1 - $0 / 255 }, { x, _ in 1 - x / 255 })
  }

  @Test func roundsInTheOrderWritten() throws {
    try expect({ ($0 / 255 - 0.1307) / 0.3081 }, { x, _ in (x / 255 - 0.1307) / 0.3081 })
    try expect({ ($0 - 33.3) / 78.6 * 2 + 1 }, { x, _ in (x - 33.3) / 78.6 * 2 + 1 })
    try expect({ $0 * 0.1 * 0.3 + 1 + 1e-7 }, { x, _ in x * 0.1 * 0.3 + 1 + 1e-7 })
    try expect({ ($0 * 1e30) * 1e-30 }, { x, _ in (x * 1e30) * 1e-30 })
  }

  /// As before other operations existed; NumPy would round twice.
  @Test func multipliesDivisorsThatFollowOneAnother() throws {
    try expect({ $0 / 3 / 7 }, { x, _ in x / 21 })
    try expect({ ($0 - 1) / 3 / 7 }, { x, _ in (x - 1) / 21 })
    try expect({ ($0 / 3 - 1) / 3 / 7 / 11 }, { x, _ in (x / 3 - 1) / 231 })
    try expect({ $0 / 3 * 1 / 7 }, { x, _ in x / 3 / 7 })
    try expect({ $0 / 1e30 / 1e30 * 1e30 * 1e30 }, { x, _ in x / 1e30 / 1e30 * 1e30 * 1e30 })
    try expect({ $0 / 1e-30 / 1e-30 }, { x, _ in x / 1e-30 / 1e-30 })
  }

  @Test func takesANumberForEachElementOfASample() throws {
    let mean = (0..<105).map { Float($0) / 3 }
    let deviation = (0..<105).map { 1 + Float($0) / 7 }
    try expect({ ($0 - mean) / deviation }, { x, i in (x - mean[i]) / deviation[i] })
    try expect({ ($0 + mean) * deviation }, { x, i in (x + mean[i]) * deviation[i] })
    try expect({ ($0 / 255 - mean) * 2 }, { x, i in (x / 255 - mean[i]) * 2 })
  }

  @Test func takesANumberForEachIndexOfTheLastAxis() throws {
    let mean = [0.485, 0.456, 0.406]
    let deviation = [0.229, 0.224, 0.225]
    try expect(
      { ($0 / 255 - mean) / deviation },
      { x, i in
        (x / 255 - Float(mean[i % 3])) / Float(deviation[i % 3])
      })
    // The elements keep their numbers when the samples get another shape.
    try expect(
      { ($0 * mean).reshaped(35, 3) + deviation },
      { x, i in
        x * Float(mean[i % 3]) + Float(deviation[i % 3])
      })
    try expect({ ($0 * mean).reshaped(105) }, { x, i in x * Float(mean[i % 3]) })
  }

  /// Few numbers are repeated up to about a thousand; samples here are longer, and no multiple.
  @Test(arguments: [1, 3, 16, 700, 1_023, 1_025])
  func repeatsFewNumbersOverLongSamples(period: Int) throws {
    let size = period * (3_000 / period + 1)
    let values = (0..<2 * size).map { Float($0 % 251) }
    let numbers = (0..<period).map { Float($0) + 0.1 }
    let samples = Samples(values: values, shape: [size / period, period])
    let result = (samples - numbers)[1]
    let expected = (0..<size).map { values[size + $0] - numbers[$0 % period] }
    expectSameBits(result, expected, "\(period) numbers")
  }

  @Test func holdsForSlicesAndSelections() throws {
    for samples in all {
      let scaled = samples / 255 - 0.5
      #expect(scaled[1...][0] == samples[1].map { $0 / 255 - 0.5 })
      #expect(scaled[[2, 0]][0] == samples[2].map { $0 / 255 - 0.5 })
      #expect((samples[[2, 0]] / 255 - 0.5)[0] == samples[2].map { $0 / 255 - 0.5 })
    }
  }

  @Test func remembersAnOperandThatIsNoNumberOrDividesByZero() {
    for samples in all {
      let views: [(Samples, String, Float)] = [
        (samples / 0, "/", 0), (samples / -0.0, "/", 0), (samples / Float.infinity, "/", .infinity),
        (samples * Float.infinity, "*", .infinity), (samples + 1e39, "+", .infinity),
        (samples - -Double.infinity, "-", -.infinity),
      ]
      for (view, operation, found) in views {
        #expect(throws: SamplesError.operand(operation: operation, found: found, index: nil)) {
          try view.check()
        }
        #expect(view.count == 0)
      }
      #expect(throws: SamplesError.operand(operation: "/", found: 0, index: 1)) {
        try (samples / [1, 0, 1]).check()
      }
      let error = #expect(throws: SamplesError.self) { try (samples - Float.nan).check() }
      #expect(error?.description == "samples -: found nan; expected a finite number")
    }
  }

  @Test(arguments: [0, 1, 2, 4, 15, 35, 104, 106])
  func remembersAnOperandOfAnotherLength(count: Int) {
    let numbers = [Float](repeating: 1, count: count)
    for view in [all[0] - numbers, all[0] + numbers, all[0] * numbers, all[0] / numbers] {
      let error = #expect(throws: SamplesError.self) { try view.check() }
      #expect(error?.description.hasSuffix("[5, 7, 3]; expected 105 or 3") == true)
    }
  }
}
