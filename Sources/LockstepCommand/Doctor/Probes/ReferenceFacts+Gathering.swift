import Datasets
import Engine
import FileFormats
import Kernels
import Layers
import Parallel
import Training

extension ReferenceFacts {
  /// The digest of the weights on x86-64, whose bits all of its kernels compute; a digest changes
  /// only together with `Numerics.version`.
  static let digest = "6b8af5d8"

  /// Trains a small network for twenty steps, as the tests of the numerics version do.
  init(gathering architecture: String) {
    numerics = Numerics.version
    if architecture == "x86-64" { expected = Self.digest }
    do {
      found = try Self.train()
    } catch {
      self.error = "\(error)"
    }
  }

  /// Five steps, the last of 30 samples, in each of four epochs.
  private static func train() throws -> String {
    let model = Sequential(seed: 20) {
      Dense(64, activation: .relu, inputShape: [784])
      Dense(10, activation: .softmax)
    }
    try model.compile(optimizer: Adam(), loss: .sparseCategoricalCrossentropy)
    let count = 158
    // Bytes as MNIST's, three quarters of them zero.
    let bytes = (0..<count * 784).map { element in
      let noise = (UInt32(element) &* 2_654_435_761) >> 22
      return noise < 768 ? UInt8(0) : UInt8(noise - 768)
    }
    let images = Samples(storage: ByteStorage(bytes), count: count, shape: [784]) / 255
    try model.fit(
      images, Labels((0..<count).map { $0 % 10 }), epochs: 4, verbose: .silent, on: .selfOnly)
    let weights = try model.weights().flatMap(\.values)
    return CRC32(
      weights.flatMap { value in
        [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value.bitPattern >> $0) }
      }
    ).hexadecimal
  }
}
