import Models

/// Compares a program's gradients with central differences of a plain network's loss.
enum GradientCheck {
  /// Half the distance of the two points of a difference.
  ///
  /// Rounding in `Double` then costs about 1e-10, the curvature about 1e-12.
  private static let step = 1e-6

  /// The gradient of `scale` times the sum of all samples' losses, parameter by parameter.
  static func differences(
    of network: PlainNetwork, _ parameters: [[Float]], _ inputs: [Float], classes: [Int],
    scale: Double
  ) -> [[Double]] {
    var parameters = parameters.map { $0.map(Double.init) }
    let samples = classes.indices.map { row in
      inputs[row * network.inputCount..<(row + 1) * network.inputCount].map(Double.init)
    }
    func total() -> Double {
      zip(samples, classes).reduce(0) { $0 + network.loss(parameters, $1.0, class: $1.1) }
    }
    var gradients = parameters
    for place in parameters.indices {
      for element in parameters[place].indices {
        let value = parameters[place][element]
        parameters[place][element] = value + step
        let above = total()
        parameters[place][element] = value - step
        let below = total()
        parameters[place][element] = value
        gradients[place][element] = (above - below) / (2 * step) * scale
      }
    }
    return gradients
  }

  /// The first parameter whose gradient is off by more than 1e-4 of its largest element, or nil.
  ///
  /// Each parameter is measured by itself, so that a small gradient cannot hide behind a large one;
  /// one whose gradient vanishes is measured by the largest of all.
  static func mismatch(_ found: [[Float]], _ expected: [[Double]], names: [String]) -> String? {
    guard found.map(\.count) == expected.map(\.count), found.count == names.count else {
      return "\(found.map(\.count)) values, expected \(expected.map(\.count))"
    }
    let largestOfAll = expected.joined().reduce(0) { max($0, abs($1)) }
    for (place, name) in names.enumerated() {
      let largest = expected[place].reduce(0) { max($0, abs($1)) }
      let tolerance = 1e-4 * (largest > 1e-6 * largestOfAll ? largest : largestOfAll)
      for (element, value) in expected[place].enumerated() {
        let difference = abs(Double(found[place][element]) - value)
        // Written so that NaN is a mismatch.
        if !(difference <= tolerance) {
          return "\(name)[\(element)]: \(found[place][element]), expected \(value)"
        }
      }
    }
    return nil
  }

  /// Checks a model against the network that it should compute; nil when they agree.
  ///
  /// Eleven samples in eight leaves, some of one sample and some of two.
  static func mismatch(
    _ model: Sequential, _ network: PlainNetwork, loss: any Loss, seed: UInt64
  ) throws -> String? {
    let batchSize = 11
    var run = try ProgramRun(model, loss: loss, capacity: batchSize)
    run.randomizeWeights(seed: seed, positive: network.hasPositiveWeights)
    var samples = SampleValues(seed: seed + 1)
    let inputs = samples.floats(batchSize * network.inputCount)
    let classes = samples.classes(batchSize, of: network.classCount)
    let scale = 1 / Float(batchSize)
    let outcome = try run.train(
      inputs, classes: classes, leaves: leafRows(batchSize: batchSize), scale: scale)
    return mismatch(
      run.parameters(of: outcome.blocks[0]),
      differences(
        of: network, run.parameters(of: run.weights), inputs, classes: classes,
        scale: Double(scale)),
      names: run.program.parameterSpace.parameters.map(\.name))
  }
}
