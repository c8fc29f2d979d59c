/// Returns the number of times that the top two sums of the stack are added, lower + upper, after
/// the sum of an aligned subtree of `size` leaves that ends before leaf `end`.
///
/// This is the reduction tree: a stack machine takes the sums of leaves, or of larger aligned
/// subtrees, in the order of their leaves, and, as in a binary counter, adds a sum as soon as its
/// left sibling is at the top of the stack. So the sum of eight leaves is `((0 + 1) + (2 + 3)) +
/// ((4 + 5) + (6 + 7))`, however they are divided into subtrees. `size` is a power of two that
/// divides `end`.
@inlinable
package func treeMerges(endingAt end: Int, size: Int = 1) -> Int {
  end.trailingZeroBitCount &- size.trailingZeroBitCount
}
