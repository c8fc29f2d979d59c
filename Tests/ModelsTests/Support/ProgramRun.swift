import Kernels
import Models

/// A model's program with its weights, driven with plain arrays.
struct ProgramRun {
  /// What a training pass gives.
  struct Outcome {
    var losses: [Float]
    var hits: [Int]
    /// The gradient of each block, gaps included.
    var blocks: [[Float]]
  }

  let program: Program
  /// The whole parameter space.
  var weights: [Float]

  /// Lays the model out, with the weights that it starts with.
  init(_ model: Model, loss: any Loss = .sparseCategoricalCrossentropy, capacity: Int) throws {
    FloatingPointMode.flushDenormals()
    program = try Program(model.graph(), loss: loss, capacity: capacity)
    weights = program.parameterSpace.initialWeights(seed: model.seed)
  }

  /// Replaces biases' zeros too, so that a bias left out would be seen.
  mutating func randomizeWeights(seed: UInt64, positive: Bool = false) {
    var samples = SampleValues(seed: seed)
    for parameter in program.parameterSpace.parameters {
      let values = samples.floats(parameter.range.count)
      weights.replaceSubrange(parameter.range, with: positive ? values.map { abs($0) } : values)
    }
  }

  /// The outputs of all rows, which come one after the other.
  func predict(_ inputs: [Float], rows: Int) -> [Float] {
    load(inputs)
    unsafe withWeights { unsafe program.predict(rows: rows, weights: $0) }
    return unsafe Array(
      UnsafeBufferPointer(
        start: program.output, count: rows * program.outputShape.elementCount))
  }

  /// Losses and hits without gradients.
  func evaluate(_ inputs: [Float], classes: [Int]) -> (losses: [Float], hits: [Int]) {
    load(inputs)
    load(classes: classes)
    unsafe withWeights { unsafe program.evaluate(rows: classes.count, weights: $0) }
    return results(classes.count)
  }

  /// Losses, hits and the gradient of `scale` times the losses' sum, block by block.
  func train(
    _ inputs: [Float], classes: [Int], leaves: LeafRows, scale: Float
  ) -> Outcome {
    load(inputs)
    load(classes: classes)
    let stride = program.parameterSpace.count
    // The program leaves the gaps alone; NaN shows whether it wrote everything else.
    var gradients = [Float](repeating: .nan, count: leaves.blocks.count * stride)
    unsafe withWeights { weights in
      unsafe program.forward(
        rows: classes.count, weights: weights, scale: scale,
        draws: SampleDraws(seed: 0, epoch: 0, firstSample: 0))
      unsafe gradients.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        unsafe program.backward(leaves, weights: weights, gradients: base)
      }
    }
    let (losses, hits) = results(classes.count)
    let blocks = leaves.blocks.indices.map {
      Array(gradients[$0 * stride..<($0 + 1) * stride])
    }
    return Outcome(losses: losses, hits: hits, blocks: blocks)
  }

  /// The values of a vector of the parameter space, parameter by parameter, without the gaps.
  func parameters(of vector: [Float]) -> [[Float]] {
    program.parameterSpace.parameters.map { Array(vector[$0.range]) }
  }
}

extension ProgramRun {
  private func load(_ inputs: [Float]) {
    for (place, value) in inputs.enumerated() { unsafe program.input[place] = value }
  }

  private func load(classes: [Int]) {
    for (place, value) in classes.enumerated() {
      unsafe program.labels[place] = Int32(value)
    }
  }

  private func results(_ rows: Int) -> (losses: [Float], hits: [Int]) {
    ((0..<rows).map(program.loss(ofRow:)), (0..<rows).map(program.hit(ofRow:)))
  }

  /// Lends the weights; a model without any gets one number that nothing reads.
  private func withWeights(_ body: (UnsafePointer<Float>) -> Void) {
    let padded = weights + [0]
    unsafe padded.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe body(base)
    }
  }
}

/// All samples of a batch cut into leaves as the reduction tree does, in the given blocks.
func leafRows(batchSize: Int, leafCount: Int = 8, blocks: [Range<Int>]? = nil) -> LeafRows {
  LeafRows(
    offsets: (0...leafCount).map { $0 * batchSize / leafCount }, blocks: blocks ?? [0..<leafCount])
}
