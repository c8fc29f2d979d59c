import Kernels
import TestSupport
import Testing

/// One digest for every instruction set: AVX2 and AVX-512 kernels must agree in each bit.
///
/// Each test runs for all sets that this processor executes. A change of a digest is a change of
/// the numerics version.
@Suite("The kernels' bits")
struct DigestTests {
  private static let (rows, inner, columns) = (37, 75, 58)

  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test(arguments: InstructionSet.supported) func ofMatmulsAndGradientsAreThoseOfEveryBuild(
    set: InstructionSet
  ) {
    let kernels = set.kernels
    let (rows, inner, columns) = (Self.rows, Self.inner, Self.columns)
    var samples = SampleValues(seed: 31)
    let x = GuardedBuffer(samples.floats(rows * inner))
    let w = GuardedBuffer(samples.floats(inner * columns))
    let scratch = GuardedBuffer(
      scratch: kernels.matmulScratchCount(rows: rows, inner: inner, columns: columns))
    let y = GuardedBuffer(count: rows * columns)
    let dx = GuardedBuffer(count: rows * inner)
    let dw = GuardedBuffer(count: inner * columns)
    let db = GuardedBuffer(count: columns)
    let leafRows = GuardedBuffer((0...8).map { $0 * rows / 8 })

    kernels.matmul(
      x.pointer, w.pointer, into: y.pointer, rows: rows, inner: inner, columns: columns,
      scratch: scratch.pointer)
    kernels.matmulTransposingRight(
      y.pointer, w.pointer, into: dx.pointer, rows: rows, inner: inner, columns: columns,
      scratch: scratch.pointer)
    kernels.weightGradient(
      x.pointer, y.pointer, into: dw.pointer, leafRows: leafRows.pointer, leafCount: 8,
      inner: inner, columns: columns, scratch: scratch.pointer)
    kernels.biasGradient(
      y.pointer, into: db.pointer, leafRows: leafRows.pointer, leafCount: 8, columns: columns,
      scratch: scratch.pointer)
    expectDigest([y, dx, dw, db].map { $0.values }, 0x7a04_47cb_fa4d_9ed3, set)
  }

  @Test(arguments: InstructionSet.supported) func ofSoftmaxAndLossAreThoseOfEveryBuild(
    set: InstructionSet
  ) {
    let kernels = set.kernels
    let (rows, columns) = (Self.rows, Self.columns)
    var samples = SampleValues(seed: 32)
    let logits = GuardedBuffer(samples.floats(rows * columns, scale: 12))
    let classes = GuardedBuffer((0..<rows).map { Int32($0 % columns) })
    let probabilities = GuardedBuffer(count: rows * columns)
    let losses = GuardedBuffer(count: rows)
    let scales = GuardedBuffer([Float](repeating: 1 / 37, count: rows))
    let gradient = GuardedBuffer(count: rows * columns)
    kernels.softmax(logits.pointer, into: probabilities.pointer, rows: rows, columns: columns)
    kernels.softmaxCrossEntropy(
      logits: logits.pointer, classes: classes.pointer, rows: rows, columns: columns,
      scales: scales.pointer, losses: losses.pointer, gradient: gradient.pointer)
    expectDigest(
      [probabilities.values, losses.values, gradient.values], 0xf30b_5ee6_4a94_73a0, set)
  }

  @Test(arguments: InstructionSet.supported) func ofElementaryFunctionsAreThoseOfEveryBuild(
    set: InstructionSet
  ) {
    let kernels = set.kernels
    let count = 20_011
    var samples = SampleValues(seed: 33)
    let x = GuardedBuffer(samples.floats(count, scale: 90))
    let exponentials = GuardedBuffer(count: count)
    let logarithms = GuardedBuffer(count: count)
    kernels.mapExp(x.pointer, into: exponentials.pointer, count: count)
    kernels.mapLog(exponentials.pointer, into: logarithms.pointer, count: count)
    // As pairs of floats, so that the digest sees all bits of the doubles.
    let scalars = x.values.flatMap { value -> [Float] in
      let x = Double(value)
      return [
        Elementary.exp(x), Elementary.log(abs(x) + 1), Elementary.sin(x), Elementary.cos(x),
        Elementary.power(x, 3),
      ].flatMap { result in
        [
          Float(bitPattern: UInt32(result.bitPattern >> 32)),
          Float(bitPattern: UInt32(truncatingIfNeeded: result.bitPattern)),
        ]
      }
    }
    expectDigest([exponentials.values, logarithms.values, scalars], 0xef63_141d_dccd_f29b, set)
  }

  @Test(arguments: InstructionSet.supported) func ofOptimizersAndBytesAreThoseOfEveryBuild(
    set: InstructionSet
  ) {
    let kernels = set.kernels
    let count = 1_003
    var samples = SampleValues(seed: 34)
    let bytes = GuardedBuffer(samples.bytes(count))
    let pixels = GuardedBuffer(count: count)
    kernels.gatherRows(
      bytes.pointer, rowSize: count, indices: [0], rows: 1, into: pixels.pointer, divisor: 255)
    let parameters = GuardedBuffer(samples.floats(count))
    let momentum = GuardedBuffer([Float](repeating: 0, count: count))
    let velocity = GuardedBuffer([Float](repeating: 0, count: count))
    for iteration in 1...20 {
      let gradient = GuardedBuffer(samples.floats(count))
      let step = AdamStep(
        learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7,
        iteration: iteration)
      let isFinite =
        kernels.adam(
          step, parameters: parameters.pointer, gradient: gradient.pointer,
          momentum: momentum.pointer, velocity: velocity.pointer, count: count)
        && kernels.sgd(
          learningRate: 0.01, momentum: 0.9, nesterov: true, parameters: parameters.pointer,
          gradient: gradient.pointer, velocity: momentum.pointer, count: count)
      #expect(isFinite)
    }
    let random = GuardedBuffer(count: count)
    fillUniform(
      random.pointer, count: count, low: -0.07, high: 0.07, generator: Philox4x32(key: 35),
      counter: SIMD3(1, 2, 3))
    expectDigest(
      [pixels, parameters, momentum, velocity, random].map { $0.values }, 0xa6fa_1622_2e4b_66fb, set
    )
  }

  private func expectDigest(
    _ results: [[Float]], _ expected: UInt64, _ set: InstructionSet,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var digest = BitDigest()
    for values in results {
      digest.add(values)
    }
    let found = digest.value
    #expect(
      found == expected, "0x\(String(found, radix: 16)), kernels \(set)",
      sourceLocation: sourceLocation)
  }
}
