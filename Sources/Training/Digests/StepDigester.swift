import Engine
import Parallel

/// The digests of a step's tensors, computed by all ranks, each for its slice, as soon as it is in
/// a cache.
struct StepDigester {
  private let chunks: OwnedChunks
  private let names: NamedDigests.Names
  private let memory: RunMemory
  /// The digests of this rank's slice of the weights, taken during an update.
  let weights: ChunkDigests
  /// Those of its slice of the summed gradient, before it is clipped; nil where they are not
  /// recorded.
  let gradients: ChunkDigests?

  /// Creates the digester of a step.
  init(of step: TrainingStep, gradients: Bool) {
    chunks = OwnedChunks(of: step.exchange.slice, in: step.parameterSpace)
    names = NamedDigests.Names(step.parameterSpace.parameters.map(\.name))
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
  ) throws -> NamedDigests? {
    // Numbers that nothing computes with: their bits arrive as they are.
    let all = try exchange.gatherChunks(own.folded.map(Double.init(bitPattern:)))
    guard memory.group.isFirst else { return nil }
    return NamedDigests(
      names,
      names.places.map { place in
        TensorDigest(ofRuns: all[chunks.ofParameter[place]].lazy.map(\.bitPattern))
      })
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
    var all: [DigestRecord.Kind: NamedDigests] = [.parameters: parameters]
    all[.gradients] = sums
    let variables = memory.plan.variableSpace.parameters
    if !variables.isEmpty {
      let names = NamedDigests.Names(variables.map(\.name))
      all[.variables] = NamedDigests(
        names,
        names.places.map { place in
          let range = variables[place].range
          let values = unsafe UnsafePointer(memory.variables.base + range.lowerBound)
          return unsafe TensorDigest(of: values, count: range.count)
        })
    }
    return DigestRecord(step: step, all)
  }
}
