import Kernels

/// The gradients of parameters that several calls of a layer share.
///
/// The calls' gradients are added leaf by leaf, the last call's first, and then the leaves in the
/// tree's order. Adding the calls' block sums instead would give bits that depend on how the leaves
/// are cut into blocks, and so on the number of ranks.
final class SharedGradients {
  /// The shared parameters' ranges of the parameter space.
  private let ranges: [Range<Int>]
  /// The length of the parameter space, and of each leaf's gradient.
  private let stride: Int
  /// Every leaf's gradient of one call.
  private var call = Arena(count: 0)
  /// Every leaf's gradient, summed over the calls so far.
  private var sum = Arena(count: 0)

  /// Returns nil when no operation shares its parameters.
  init?(_ slots: [OperationSlot], of space: ParameterSpace) {
    let starts = Set(slots.filter(\.sharesParameters).flatMap(\.parameters))
    guard !starts.isEmpty else { return nil }
    ranges = space.parameters.map(\.range).filter { starts.contains($0.lowerBound) }
    stride = space.count
  }

  /// Clears the sums of an earlier pass; the first pass allocates them.
  func begin(_ leaves: LeafRows) {
    let count = leaves.leafCount * stride
    if sum.count < count {
      call = Arena(count: count)
      sum = Arena(count: count)
    } else {
      unsafe sum.base.update(repeating: 0, count: count)
    }
  }

  /// Runs one call's operation backward and adds its parameters' gradients to the sums.
  func runBackward(_ pass: BackwardPass) throws {
    let leaves = pass.leaves
    let single = LeafRows(
      offsets: leaves.offsets, blocks: (0..<leaves.leafCount).map { $0..<$0 + 1 })
    try unsafe pass.slot.operation.backward(
      BackwardPass(
        leaves: single, training: pass.training, isInference: pass.isInference,
        slot: pass.slot, memory: pass.memory, variables: pass.variables, gradients: call.base,
        blockStride: stride, claim: Claim()))
    for range in ranges where pass.slot.parameters.contains(range.lowerBound) {
      for leaf in 0..<leaves.leafCount {
        for element in leaf * stride + range.lowerBound..<leaf * stride + range.upperBound {
          unsafe sum.base[element] += call.base[element]
        }
      }
    }
  }

  /// Writes the shared parameters' gradients, summed over the leaves of each block.
  func finish(_ leaves: LeafRows, into gradients: UnsafeMutablePointer<Float>) {
    for (index, block) in leaves.blocks.enumerated() {
      let sources = block.enumerated().map { count, leaf in
        unsafe TreeSource(
          values: sum.base + leaf * stride, merges: treeMerges(endingAt: count + 1))
      }
      unsafe sources.withUnsafeBufferPointer { sources in
        for range in ranges {
          unsafe kernels.treeSum(
            sources, into: gradients + (index * stride + range.lowerBound),
            offset: range.lowerBound, count: range.count)
        }
      }
    }
  }
}
