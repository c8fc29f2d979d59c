package import Engine

/// A sum over the leaves of all ranks of a group.
package protocol GroupReduction: LeafReduction {
  /// Gives shared memory back; every rank calls it.
  func close() throws
}

extension WholeBatch: GroupReduction {
  /// There is none.
  package func close() {}
}
