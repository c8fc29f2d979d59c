package import Engine

/// The weights of a run: one copy for all ranks of a host, or one for each rank.
package final class HostWeights {
  /// The whole parameter space.
  package let memory: VariableMemory
  /// Whether this rank writes the copy for all ranks that read it.
  package let isWriter: Bool

  private let group: ProcessGroup

  /// Allocates the weights; collective.
  ///
  /// - Parameters:
  ///   - count: The number of floats of the parameter space.
  ///   - isPrivate: Whether each rank has its own copy.
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

  /// Calls `body` to write the weights on one rank of each copy while no rank reads them;
  /// collective.
  ///
  /// - Throws: MPI's errors.
  package func write(_ body: (UnsafeMutablePointer<Float>) throws -> Void) throws {
    try group.hostBarrier()
    if isWriter { try unsafe body(memory.base) }
    try group.hostBarrier()
  }
}
