package import Engine

/// The slots of a model's optimizer that one process owns: a slice of each (ZeRO stage 1).
///
/// They stay in place between runs.
package final class OptimizerState {
  /// The range of the parameter space that this process owns.
  package let slice: Range<Int>
  /// The slots, contiguous, each as long as the slice.
  package let slots: Arena
  /// The number of slots.
  package let slotCount: Int
  /// The parameters of the slots, by name and range.
  private let parameters: [String]
  private let spaceCount: Int

  /// Creates slots of zeros.
  package init(slotCount: Int, slice: Range<Int>, of space: ParameterSpace) {
    self.slice = slice
    self.slotCount = slotCount
    slots = Arena(count: slotCount * slice.count)
    parameters = Self.signature(space)
    spaceCount = space.count
  }

  /// Creates the whole state from all slots, contiguous, each as long as the space.
  package convenience init(whole values: [Float], of space: ParameterSpace) {
    self.init(
      slotCount: values.count / max(space.count, 1), slice: 0..<space.count, of: space)
    unsafe values.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      unsafe slots.base.update(from: start, count: min(buffer.count, slots.count))
    }
  }

  /// Whether the slots belong to these parameters.
  package func fits(_ space: ParameterSpace) -> Bool { parameters == Self.signature(space) }

  /// All slots, contiguous, where this process owns all of them; otherwise nil.
  package var whole: [Float]? {
    guard slice == 0..<spaceCount else { return nil }
    return unsafe Array(UnsafeBufferPointer(start: slots.base, count: slots.count))
  }

  private static func signature(_ space: ParameterSpace) -> [String] {
    space.parameters.map { "\($0.name) \($0.shape)" }
  }
}
