/// Memory in which the variables of a model stand one after the other, as a `ParameterSpace` lays
/// them out: a process's own, or one copy that all ranks of a host share.
///
/// Layers refer to it for as long as it is the newest place of their values.
@safe
package final class VariableMemory {
  /// The number of floats.
  package let count: Int

  /// The first float, 64-byte aligned.
  ///
  /// It is another one after `withdraw()`.
  package private(set) var base: UnsafeMutablePointer<Float>

  /// Whether other processes read and write the memory too.
  package private(set) var isShared: Bool

  /// What keeps the memory valid.
  private var owner: AnyObject

  /// All floats.
  package var buffer: UnsafeBufferPointer<Float> {
    unsafe UnsafeBufferPointer(start: base, count: count)
  }

  /// Memory of this process, zero at first.
  package init(count: Int) {
    let arena = Arena(count: count)
    self.count = count
    unsafe base = arena.base
    owner = arena
    isShared = false
  }

  /// Memory that `owner` keeps valid, and other processes may use too.
  package init(sharing base: UnsafeMutablePointer<Float>, count: Int, owner: AnyObject) {
    self.count = count
    unsafe self.base = base
    self.owner = owner
    isShared = true
  }

  /// Copies what is in shared memory to this process's own, before the shared memory goes.
  package func withdraw() {
    guard isShared else { return }
    let arena = Arena(count: count)
    unsafe arena.base.update(from: base, count: count)
    unsafe base = arena.base
    owner = arena
    isShared = false
  }
}

@available(*, unavailable)
extension VariableMemory: Sendable {}
