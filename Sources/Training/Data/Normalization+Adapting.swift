public import Datasets
import Engine
public import Layers
public import Parallel

extension Normalization {
  /// Sets mean and variance to those of samples; collective over the group.
  ///
  /// Adapt to the training samples alone: what is known of the others must not reach the model. The
  /// sums are `Double`s in a fixed order, so the bits are the same on any number of ranks; rank 0
  /// computes them. The variance is NumPy's `var`. Source: Keras 3, `Normalization.adapt`.
  ///
  /// - Parameters:
  ///   - samples: Samples of the layer's input shape.
  ///   - group: The processes that will train together, from `ProcessGroup.run`.
  /// - Throws: `TrainingError` naming an element that is NaN or infinite, or a variance beyond
  ///   `Float`; for no samples; for a layer whose mean and variance are arguments, or that has
  ///   those of another shape; `ModelError` for an axis that the samples do not have.
  public func adapt(_ samples: Samples, on group: ProcessGroup = .solo) throws {
    try samples.check()
    let shape = Shape(samples.shape)
    _ = try outputShape(for: [shape])
    let specifications = parameters(for: [shape])
    guard !specifications.isEmpty else {
      throw TrainingError.invalidValue(
        of: "the call of adapt", expected: "none: mean and variance are the layer's arguments",
        found: "one")
    }
    guard !state.isBuilt || state.specifications.map(\.shape) == specifications.map(\.shape) else {
      throw TrainingError.shape(
        found: samples.shape, expected: state.specifications[0].shape)
    }
    try checkNotInCallback("adapt")
    try group.enter("adapt", comparing: [("numbers of samples", "\(samples.count)")])
    defer { group.rest() }
    let bytes = try group.fromFirst {
      try moments(of: samples, shape).flatMap { value in
        (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
      }
    }
    let values = stride(from: 0, to: bytes.count, by: 4).map { first in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[first + $1]) << (8 * $1) })
    }
    let means = Array(values[..<(values.count / 2)])
    let variances = Array(values[(values.count / 2)...])
    guard state.isBuilt else { return state.build(specifications, values: [means, variances]) }
    try setWeights([means, variances])
  }

  /// Returns the means of samples, then their variances.
  private func moments(of samples: Samples, _ shape: Shape) throws -> [Float] {
    guard samples.count > 0 else {
      throw TrainingError.invalidValue(
        of: "the number of samples to adapt to", expected: "at least 1", found: "0")
    }
    let pattern = statistics(of: shape)
    let moments = SampleMoments(of: samples, groups: pattern.indices, count: pattern.count)
    guard let moments else {
      let error = TrainingData([samples], []).firstNotFinite(
        among: (0..<samples.count).lazy.map { Int32($0) })
      throw error
        ?? TrainingError.invalidValue(
          of: "the number of elements of a sample", expected: "at least 1", found: "0")
    }
    let variances = moments.variances.map { Float($0) }
    if let index = variances.firstIndex(where: { !$0.isFinite }) {
      throw TrainingError.invalidValue(
        of: "the variance of \(pattern.count == 1 ? "the samples" : "feature \(index)")",
        expected: "at most \(Float.greatestFiniteMagnitude); divide the samples first",
        found: "\(moments.variances[index])")
    }
    return moments.means.map { Float($0) } + variances
  }
}
