/// A step of a layer's computation, on memory that the program owns.
///
/// Every row of `forward` and of the input's gradient must not depend on how many rows are computed
/// together; sums over rows (a parameter's gradient) must follow the pass's leaves and blocks.
public protocol Operation: Sendable {
  /// Whether the output may share the input's memory, and the input's gradient the output's
  /// gradient's.
  var worksInPlace: Bool { get }

  /// Whether `backward` reads the output that `forward` wrote, so that nothing may overwrite it.
  var backwardReadsOutput: Bool { get }

  /// Returns the floats of scratch memory needed for passes of up to `rows` rows.
  func scratchCount(rows: Int) -> Int

  /// Returns the floats that `forward` keeps for `backward`, such as a mask, for passes of up to
  /// `rows` rows.
  func stateCount(rows: Int) -> Int

  /// The greatest number of floats in one call of the pass's `reduction`.
  var reductionCount: Int { get }

  /// Computes the output of every row.
  func forward(_ pass: ForwardPass) throws

  /// Computes the inputs' gradients where they are needed, and the parameters' block sums.
  func backward(_ pass: BackwardPass) throws
}

extension Operation {
  /// False: the output has memory of its own.
  public var worksInPlace: Bool { false }

  /// True: correct for every operation.
  public var backwardReadsOutput: Bool { true }

  /// Returns 0: the operation needs no scratch memory.
  public func scratchCount(rows: Int) -> Int { 0 }

  /// Returns 0: the operation keeps nothing between the passes.
  public func stateCount(rows: Int) -> Int { 0 }

  /// 0: the operation does not use the reduction.
  public var reductionCount: Int { 0 }
}

/// An operation of the library's own, which the program can run faster.
package protocol BuiltInOperation: Operation {
  /// The activation function that the operation computes, or nil: a loss that can be computed from
  /// logits looks for it.
  var activation: ActivationFunction? { get }

  /// Returns one operation for this and `next`, the only reader of its output, with the same bits,
  /// where that is faster; otherwise nil. `next` has no parameters.
  func fused(with next: any Operation) -> (any Operation)?

  /// Returns an upper bound of the magnitudes in the block sums that `backward` has just written,
  /// derived from its operands; NaN where an operand is not finite; nil where scanning the sums is
  /// as fast.
  func gradientBound(_ pass: BackwardPass) -> Float?
}

extension BuiltInOperation {
  package var activation: ActivationFunction? { nil }
  package func fused(with next: any Operation) -> (any Operation)? { nil }
  package func gradientBound(_ pass: BackwardPass) -> Float? { nil }
}
