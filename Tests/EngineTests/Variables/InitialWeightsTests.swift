import Engine
import Kernels
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("Initial weights")
struct InitialWeightsTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  private func model(seed: UInt64) -> Sequential {
    Sequential(seed: seed) {
      Dense(512, activation: .relu, inputShape: [784])
      Dense(10, activation: .softmax)
    }
  }

  /// The bits are part of what a seed means: a change here raises the numerics version.
  @Test(arguments: [
    (0 as UInt64, 0x43e7efd87fa91ef4 as UInt64), (42 as UInt64, 0x7daafad65e99815e as UInt64),
  ])
  func areTheseBits(seed: UInt64, expected: UInt64) throws {
    var digest = BitDigest()
    digest.add(try model(seed: seed).parameterSpace().initialWeights(seed: seed))
    #expect(digest.value == expected, "0x\(String(digest.value, radix: 16))")
  }

  @Test func dependOnlyOnTheSeed() throws {
    let space = try model(seed: 0).parameterSpace()
    let weights = space.initialWeights(seed: 7)
    expectSameBits(space.initialWeights(seed: 7), weights, "drawn again")
    let renamed = Sequential(name: "other") {
      InputLayer(shape: [784])
      Dense(512, activation: .softmax, name: "a")
      Activation(.relu)
      Dense(10, name: "b")
    }
    expectSameBits(
      try renamed.parameterSpace().initialWeights(seed: 7), weights, "other names and activations")
    for seed in [6, 8, 7 + (1 << 32)] as [UInt64] {
      let other = space.initialWeights(seed: seed)
      let kernel = space.parameters[0].range
      let equalCount = kernel.count { other[$0].bitPattern == weights[$0].bitPattern }
      // Two draws of 2^24 values meet once in 2^24 times.
      #expect(equalCount < 10, "seed \(seed): \(equalCount) equal weights")
    }
  }

  @Test func drawEachLayerIndependently() throws {
    let space = try Sequential {
      Dense(16, inputShape: [16])
      Dense(16)
    }.parameterSpace()
    let weights = space.initialWeights(seed: 1)
    let (first, second) = (space.parameters[0].range, space.parameters[2].range)
    let equalCount = zip(weights[first], weights[second]).count { $0.bitPattern == $1.bitPattern }
    #expect(equalCount < 3, "\(equalCount) of 256 weights are equal")
  }

  @Test func leaveBiasesAndGapsZero() throws {
    let space = try model(seed: 0).parameterSpace()
    let weights = space.initialWeights(seed: 7)
    let kernels = [space.parameters[0].range, space.parameters[2].range]
    for (index, value) in weights.enumerated() where !kernels.contains(where: { $0 ~= index }) {
      #expect(value.bitPattern == 0, "element \(index) is \(value)")
    }
  }
}
