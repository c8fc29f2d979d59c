/// The memory of a model's variables, laid out by a `ParameterSpace`: private to the process, or
/// one copy that all ranks of a host share.
///
/// Layers refer to it for as long as it holds the newest copy of their values.
@safe
package final class VariableMemory {
  /// The number of floats.
  package let count: Int

  /// The first float, 64-byte aligned.
  ///
  /// It changes in `withdraw()`.
  package private(set) var base: UnsafeMutablePointer<Float>

  /// Whether other processes read and write the memory too.
  package private(set) var isShared: Bool

  /// Whether a run is calling a callback, which must not change the values: on other ranks nothing
  /// would.
  package var callbacks = CallbackFlag()

  /// The object that keeps the memory valid.
  private var owner: AnyObject

  /// All floats.
  package var buffer: UnsafeBufferPointer<Float> {
    unsafe UnsafeBufferPointer(start: base, count: count)
  }

  /// Allocates private memory, initially zero.
  package init(count: Int) {
    let arena = Arena(count: count)
    self.count = count
    unsafe base = arena.base
    owner = arena
    isShared = false
  }

  /// Wraps memory that `owner` keeps valid and that other processes may use.
  package init(sharing base: UnsafeMutablePointer<Float>, count: Int, owner: AnyObject) {
    self.count = count
    unsafe self.base = base
    self.owner = owner
    isShared = true
  }

  /// Copies the shared memory to private memory, before the shared memory is freed.
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
