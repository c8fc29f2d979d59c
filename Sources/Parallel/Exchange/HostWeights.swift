package import Engine

/// The weights that a run computes with: one copy for all ranks of a host, or one for each rank.
package final class HostWeights {
  /// The whole parameter space.
  package let memory: VariableMemory
  /// Whether this rank writes for all that read the copy.
  package let isWriter: Bool

  private let group: ProcessGroup

  /// Takes room for the weights; every rank calls it.
  ///
  /// - Parameters:
  ///   - count: The floats of the parameter space.
  ///   - isPrivate: Whether each rank has a copy of its own.
  ///   - group: The processes.
  /// - Throws: `SharedMemoryError` or MPI's errors.
  package init(count: Int, isPrivate: Bool, in group: ProcessGroup) throws {
    self.group = group
    guard !isPrivate, group.host != nil else {
      memory = VariableMemory(count: count)
      isWriter = true
      return
    }
    let isWriter = group.hostRank == 0
    let region = try HostMemory(
      byteCount: isWriter ? max(count, 1) * MemoryLayout<Float>.stride : 0, in: group)
    guard let base = unsafe region.segment(of: 0).baseAddress else {
      preconditionFailure("shared weights without an address")
    }
    memory = unsafe VariableMemory(
      sharing: base.assumingMemoryBound(to: Float.self), count: count, owner: region)
    self.isWriter = isWriter
    group.keep(region) { [weak memory] in memory?.withdraw() }
  }

  /// Writes the weights, on one rank of each copy, while no rank reads them; every rank calls it.
  ///
  /// - Throws: MPI's errors.
  package func write(_ body: (UnsafeMutablePointer<Float>) throws -> Void) throws {
    try group.hostBarrier()
    if isWriter { try unsafe body(memory.base) }
    try group.hostBarrier()
  }
}
