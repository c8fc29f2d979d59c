import Engine
import FileFormats
import Layers
import Parallel

/// The digests of what each rank reads and computes in a step.
///
/// They depend on the number of ranks, unlike those of a `StepDigester`.
final class RankDigester {
  private let memory: RunMemory
  private let part: Range<Int>
  private let slice: Range<Int>
  /// The names and shapes of the model's inputs.
  private let inputs: [(name: String, shape: [Int])]
  private var digests: [RankDigests.Kind: [String: SpanDigest]] = [:]

  /// Creates the digester of a step.
  init(of step: TrainingStep, inputs: [(name: String, shape: [Int])]) {
    let group = step.group
    memory = step.memory
    slice = step.exchange.slice
    self.inputs = inputs
    // Together the ranks of a host read all of its copy.
    let others = group.hostIndices.count { $0 == group.hostIndex }
    part = SlicePlan(step.parameterSpace, count: others).slices[group.hostRank]
  }

  /// Digests what the step reads, once the samples are gathered.
  func read(_ program: any StepProgram, rows: Int, weights: UnsafePointer<Float>) {
    digests = [:]
    let space = memory.plan.parameterSpace
    var tensors = RankTensors()
    unsafe tensors.add(.weights, part, of: space, weights + part.lowerBound)
    let slots = memory.optimizerState.slots
    for (slot, name) in memory.slotNames.enumerated() {
      unsafe tensors.add(
        .slots, slice, of: space, slots.base + slot * slice.count, prefix: name + "/")
    }
    for (index, input) in inputs.enumerated() {
      unsafe tensors.add(
        .samples, input.name, program.input(index), shape: [rows] + input.shape)
    }
    take(tensors)
  }

  /// Digests the rank's block sums, and returns what all ranks have; collective.
  ///
  /// - Returns: The digests by rank on rank 0; none on the others.
  /// - Throws: MPI's errors.
  func gather(_ gradients: UnsafePointer<Float>, blocks: Int) throws -> [RankDigests] {
    var tensors = RankTensors()
    unsafe tensors.add(blocks: blocks, gradients, of: memory.plan.parameterSpace)
    take(tensors)
    for kind in RankDigests.Kind.allCases where digests[kind] == nil { digests[kind] = [:] }
    let own = RankDigests(part: part, slice: slice, digests: digests)
    var all: [RankDigests] = []
    try memory.group.collect(own.json.serializedBytes()) { _, bytes in
      if let digests = (try? JSON(parsing: bytes[...])).flatMap({ RankDigests($0) }) {
        all.append(digests)
      }
    }
    return all
  }

  private func take(_ tensors: RankTensors) {
    for span in tensors.spans { digests[span.kind, default: [:]][span.name] = span.digest }
  }
}
