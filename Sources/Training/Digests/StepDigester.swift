import Engine
import Parallel

/// The digests of a step's tensors, computed by all ranks, each for its slice, as soon as it is in
/// a cache.
struct StepDigester {
  private let slice: Range<Int>
  private let chunks: OwnedChunks
  /// The chunks of this rank's slice, counted from its start.
  private let runs: [Range<Int>]
  private let memory: RunMemory
  /// Whether the summed gradient has digests too, before it is clipped.
  let digestsGradients: Bool

  /// Creates the digester of a step.
  init(of step: TrainingStep, gradients: Bool) {
    let slice = step.exchange.slice
    self.slice = slice
    chunks = OwnedChunks(of: slice, in: step.parameterSpace)
    runs = chunks.own.map {
      $0.lowerBound - slice.lowerBound..<$0.upperBound - slice.lowerBound
    }
    memory = step.memory
    digestsGradients = gradients
  }

  /// Returns a digest for each parameter of values that all ranks together have; collective.
  ///
  /// - Parameters:
  ///   - values: The start of this rank's slice of the values.
  ///   - exchange: The exchange, between `reduce` and `publish`.
  /// - Returns: The digests by name on rank 0; nil on the others.
  /// - Throws: MPI's errors.
  func digests(
    of values: UnsafePointer<Float>, _ exchange: any Exchange
  ) throws -> [String: TensorDigest]? {
    let own = unsafe VectorDigest(of: values, runs: runs).folded
    // Numbers that nothing computes with: their bits arrive as they are.
    let all = try exchange.gatherChunks(own.map(Double.init(bitPattern:)))
    guard memory.group.isFirst else { return nil }
    let digests = chunks.ofParameter.map {
      TensorDigest(ofRuns: all[$0].lazy.map(\.bitPattern))
    }
    return Dictionary(
      uniqueKeysWithValues: zip(memory.plan.parameterSpace.parameters.map(\.name), digests))
  }

  /// Returns the record of a step whose new weights are in the ranks' slices; collective.
  ///
  /// - Parameters:
  ///   - step: The number of the update.
  ///   - gradients: The digests of the gradients; nil where they are not recorded.
  ///   - exchange: The exchange, between `reduce` and `publish`.
  /// - Returns: The record on rank 0; nil on the others.
  /// - Throws: MPI's errors.
  func record(
    ofStep step: Int, gradients: [String: TensorDigest]?, _ exchange: any Exchange
  ) throws -> DigestRecord? {
    let weights = unsafe UnsafePointer(exchange.weights + slice.lowerBound)
    guard let parameters = try unsafe digests(of: weights, exchange) else { return nil }
    var digests: [DigestRecord.Kind: [String: TensorDigest]] = [.parameters: parameters]
    digests[.gradients] = gradients
    let variables = memory.plan.variableSpace.parameters
    if !variables.isEmpty {
      digests[.variables] = Dictionary(
        uniqueKeysWithValues: variables.map { variable in
          let values = unsafe UnsafePointer(memory.variables.base + variable.range.lowerBound)
          return (variable.name, unsafe TensorDigest(of: values, count: variable.range.count))
        })
    }
    return DigestRecord(step: step, digests)
  }
}
