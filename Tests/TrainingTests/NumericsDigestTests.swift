#if arch(x86_64)
  import Foundation
  import Lockstep
  import TestSupport
  import Testing

  /// The weights after twenty steps, to the bit, as they were when this was written.
  ///
  /// A digest changes only together with `Numerics.version` and an entry in CHANGELOG.md: whoever
  /// holds a checkpoint must be told that it will not go on to the same bits. On arm64 the digests
  /// are others.
  @Suite("the numerics version")
  struct NumericsDigestTests {
    @Test(
      "identifies these bits",
      arguments: [
        ("adam", "d45b86e4c3353d9af0edf4be834d3e929d8991363dc37389261d1cd9a459a439"),
        ("sgd", "b6817c3db2c47274a70624559d5a44121d0377f6212559037a6e2c832cd5ff74"),
        ("momentum", "3a233dd2945a2ab7b0df190e038faff16266b9879e40e065d345cc3b98fe9ab3"),
      ])
    func digest(name: String, expected: String) throws {
      let optimizers: [String: any Optimizer] = [
        "adam": Adam(), "sgd": SGD(), "momentum": SGD(learningRate: 0.01, momentum: 0.9),
      ]
      let model = Sequential(seed: 20) {
        Dense(64, activation: .relu, inputShape: [784])
        Dense(10, activation: .softmax)
      }
      try model.compile(
        optimizer: #require(optimizers[name]), loss: .sparseCategoricalCrossentropy)
      // 158 samples in batches of 32: five steps, the last of 30, in four epochs.
      try model.fit(images(158), Labels((0..<158).map { $0 % 10 }), epochs: 4, verbose: .silent)
      let bytes = try model.weights().flatMap(\.values).flatMap { value in
        [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value.bitPattern >> $0) }
      }
      let found = try withTemporaryDirectory { folder in
        let file = folder.appending(path: "weights")
        try Data(bytes).write(to: file)
        return try sha256(ofFileAt: file)
      }
      #expect(found == expected, "\(name)")
      #expect(model.iterations == 20)
    }

    /// Bytes as MNIST's, three quarters of them zero.
    private func images(_ count: Int) -> Samples {
      let bytes = (0..<count * 784).map { element in
        let noise = (UInt32(element) &* 2_654_435_761) >> 22
        return noise < 768 ? UInt8(0) : UInt8(noise - 768)
      }
      return Samples(storage: ByteStorage(bytes), count: count, shape: [784]) / 255
    }
  }
#endif
