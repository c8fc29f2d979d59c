package import Engine

/// A sum over the leaves of all ranks of a group.
package protocol GroupReduction: LeafReduction {
  /// Frees shared memory; collective.
  func close() throws
}

extension WholeBatch: GroupReduction {
  /// Does nothing: there is no shared memory.
  package func close() {}
}
