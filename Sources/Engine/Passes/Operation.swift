/// One piece of a layer's arithmetic, over memory that the program lends.
///
/// Every row of `forward` and of the input's gradient must come out the same however many rows are
/// computed together; whatever sums over rows (a parameter's gradient) follows the pass's leaves
/// and blocks.
public protocol Operation: Sendable {
  /// Whether the output may use the input's memory, and the input's gradient in the output's
  /// gradient's.
  var worksInPlace: Bool { get }

  /// Whether `backward` reads the output that `forward` wrote, so that nothing may overwrite it.
  var backwardReadsOutput: Bool { get }

  /// Floats of scratch memory wanted for passes of up to `rows` rows.
  func scratchCount(rows: Int) -> Int

  /// Floats that `forward` leaves for `backward`, such as a mask, for passes of up to `rows` rows.
  func stateCount(rows: Int) -> Int

  /// The most floats that the operation sums at once over the samples of all ranks, with the pass's
  /// `reduction`.
  var reductionCount: Int { get }

  /// The activation function that this is, applied to all of a sample, if it is one: a loss that is
  /// computed from logits looks for it.
  var activation: ActivationFunction? { get }

  /// This operation and the only reader of its output, without parameters, as one with the same
  /// results, where that is quicker; else nil.
  func fused(with next: any Operation) -> (any Operation)?

  /// Computes the output of every row.
  func forward(_ pass: ForwardPass) throws

  /// Computes the inputs' gradients, where they are wanted, and the parameters' block sums.
  func backward(_ pass: BackwardPass) throws

  /// What no magnitude in the block sums that `backward` has just written exceeds, from what it
  /// read; nil where looking at them is as quick. NaN where something was not finite.
  func gradientBound(_ pass: BackwardPass) -> Float?
}

extension Operation {
  /// Whether the operation works in place: false.
  public var worksInPlace: Bool { false }

  /// Whether `backward` reads the output: true, which is right for every operation.
  public var backwardReadsOutput: Bool { true }

  /// No scratch memory.
  public func scratchCount(rows: Int) -> Int { 0 }

  /// No memory between the passes.
  public func stateCount(rows: Int) -> Int { 0 }

  /// No sums over all ranks.
  public var reductionCount: Int { 0 }

  /// No fused operation.
  public func fused(with next: any Operation) -> (any Operation)? { nil }

  /// No bound.
  public func gradientBound(_ pass: BackwardPass) -> Float? { nil }

  /// No activation function.
  public var activation: ActivationFunction? { nil }
}
