import Kernels
import TestSupport
import Testing

@Suite("treeMerges")
struct TreeOrderTests {
  /// A sum is merged as often as the node of the tree that ends with it is the right child of one
  /// that ends there too.
  @Test func areThoseOfEightLeaves() {
    #expect((1...8).map { treeMerges(endingAt: $0) } == [0, 1, 0, 2, 0, 1, 0, 3])
  }

  /// The leaves of every subtree but the first, then the subtree in their index.
  @Test(arguments: [1, 2, 4, 8, 16])
  func leaveTheSameSumsWhetherASubtreeIsSummedBefore(size: Int) {
    for first in stride(from: 0, to: 64, by: size) {
      let leaves = (first + 1...first + size).map { treeMerges(endingAt: $0) }
      // Each leaf adds a sum to the stack, and each merge removes one.
      let waiting = size - leaves.reduce(0, +)
      #expect(waiting == 1 - treeMerges(endingAt: first + size, size: size), "from \(first)")
    }
  }
}
