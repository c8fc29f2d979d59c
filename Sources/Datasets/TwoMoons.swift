import Kernels

/// Points on two interleaved half circles with noise, for binary classification.
///
/// With `t` uniform in `[0, π)`, a point of class 0 is `(cos t, sin t)` and one of class 1 is
/// `(1 - cos t, 0.5 - sin t)`; each coordinate then gets independent normal noise. The classes are
/// not linearly separable. The numbers are a function of the seed and the noise only, the same on
/// every machine.
public struct TwoMoons: Equatable, Sendable {
  /// The number of classes.
  package static let classCount = 2

  /// The key of the random generator.
  package let seed: UInt64
  /// The number of points to train with.
  package let trainCount: Int
  /// The number of points to test with.
  package let testCount: Int
  /// The standard deviation of the noise in each coordinate; the circles' radius is 1.
  package let noise: Double

  /// Creates a data set that is generated when it is loaded.
  public init(
    seed: UInt64 = 0, trainCount: Int = 4_000, testCount: Int = 1_000, noise: Double = 0.2
  ) {
    self.seed = seed
    self.trainCount = trainCount
    self.testCount = testCount
    self.noise = noise
  }

  /// Generates the data in memory of this process.
  ///
  /// - Returns: Samples of shape `[2]`, and integer labels 0 and 1 in turn.
  /// - Throws: An error that names the argument, for a count that is negative or above `Int32.max`,
  ///   and for a noise that is negative or not finite.
  public func load() throws -> SampleSplit {
    try GeneratedDataError.check(trainCount: trainCount, testCount: testCount)
    guard noise.isFinite, noise >= 0 else {
      throw GeneratedDataError(
        argument: "noise", found: "\(noise)", expected: "a finite number from 0 up")
    }
    return (train: draw(trainCount, split: 0), test: draw(testCount, split: 1))
  }

  private func draw(_ count: Int, split: UInt32) -> (samples: Samples, labels: Labels) {
    let generator = Philox4x32(key: seed)
    var coordinates: [Float] = []
    coordinates.reserveCapacity(count * 2)
    for index in 0..<count {
      var random = SampleRandom(
        generator: generator, sample: index, split: split, purpose: .twoMoons)
      let angle = Double.pi * random.uniform()
      let (cosine, sine) = (Elementary.cos(angle), Elementary.sin(angle))
      let (x, y) = index % 2 == 0 ? (cosine, sine) : (1 - cosine, 0.5 - sine)
      let (xNoise, yNoise) = random.normalPair()
      coordinates.append(Float(x + noise * xNoise))
      coordinates.append(Float(y + noise * yNoise))
    }
    let classes = (0..<count).map { UInt8($0 % 2) }
    return (
      samples: Samples(values: coordinates, shape: [2]),
      labels: Labels(storage: ByteStorage(classes), count: count)
    )
  }
}
