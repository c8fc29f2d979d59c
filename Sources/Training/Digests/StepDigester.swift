import Engine
import Parallel

/// The digests of a step's tensors, computed by all ranks, each for its slice, as soon as it is in
/// a cache.
struct StepDigester {
  private let chunks: OwnedChunks
  private let memory: RunMemory
  /// The digests of this rank's slice of the weights, taken during an update.
  let weights: ChunkDigests
  /// Those of its slice of the summed gradient, before it is clipped; nil where they are not
  /// recorded.
  let gradients: ChunkDigests?

  /// Creates the digester of a step.
  init(of step: TrainingStep, gradients: Bool) {
    chunks = OwnedChunks(of: step.exchange.slice, in: step.parameterSpace)
    memory = step.memory
    weights = ChunkDigests(of: chunks.own)
    self.gradients = gradients ? ChunkDigests(of: chunks.own) : nil
  }

  /// Begins a step's digests.
  func restart() {
    weights.restart()
    gradients?.restart()
  }

  /// Returns a digest for each parameter of values that all ranks together have; collective.
  ///
  /// - Parameters:
  ///   - own: The digests of this rank's slice of the values.
  ///   - exchange: The exchange, between `reduce` and `publish`.
  /// - Returns: The digests by name on rank 0; nil on the others.
  /// - Throws: MPI's errors.
  private func digests(
    of own: ChunkDigests, _ exchange: any Exchange
  ) throws -> [String: TensorDigest]? {
    // Numbers that nothing computes with: their bits arrive as they are.
    let all = try exchange.gatherChunks(own.folded.map(Double.init(bitPattern:)))
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
  ///   - exchange: The exchange, between `reduce` and `publish`.
  /// - Returns: The record on rank 0; nil on the others.
  /// - Throws: MPI's errors.
  func record(ofStep step: Int, _ exchange: any Exchange) throws -> DigestRecord? {
    let sums = try gradients.flatMap { try digests(of: $0, exchange) }
    guard let parameters = try digests(of: weights, exchange) else { return nil }
    var all: [DigestRecord.Kind: [String: TensorDigest]] = [.parameters: parameters]
    all[.gradients] = sums
    let variables = memory.plan.variableSpace.parameters
    if !variables.isEmpty {
      all[.variables] = Dictionary(
        uniqueKeysWithValues: variables.map { variable in
          let values = unsafe UnsafePointer(memory.variables.base + variable.range.lowerBound)
          return (variable.name, unsafe TensorDigest(of: values, count: variable.range.count))
        })
    }
    return DigestRecord(step: step, all)
  }
}
