/// One piece of a layer's arithmetic, over memory that the program lends.
///
/// Every row of `forward` and of the input's gradient must come out the same however many rows are
/// computed together; whatever sums over rows (a parameter's gradient) follows the pass's leaves
/// and blocks.
public protocol Operation: Sendable {
  /// Whether the output may stand in the input's memory, and the input's gradient in the output's
  /// gradient's.
  var worksInPlace: Bool { get }

  /// Whether `backward` reads the output that `forward` wrote, so that nothing may overwrite it.
  var backwardReadsOutput: Bool { get }

  /// Floats of scratch memory wanted for passes of up to `rows` rows.
  func scratchCount(rows: Int) -> Int

  /// Floats that `forward` leaves for `backward`, such as a mask, for passes of up to `rows` rows.
  func stateCount(rows: Int) -> Int

  /// Computes the output of every row.
  func forward(_ pass: ForwardPass)

  /// Computes the input's gradient, where it is wanted, and the parameters' block sums.
  func backward(_ pass: BackwardPass)
}

extension Operation {
  /// Not in place.
  public var worksInPlace: Bool { false }

  /// It does: the careful answer.
  public var backwardReadsOutput: Bool { true }

  /// None.
  public func scratchCount(rows: Int) -> Int { 0 }

  /// None.
  public func stateCount(rows: Int) -> Int { 0 }
}

/// What a pass is for.
public enum Phase: Sendable, Equatable {
  /// Computing what the model answers.
  case inference
  /// Computing gradients; `draws` says what random numbers are drawn with.
  case training(draws: SampleDraws)
}

/// What tells the random numbers of one pass from those of others.
///
/// A draw depends on the seed, the epoch, the sample's place in the epoch's order and the layer:
/// never on which rank computes the sample, nor on how many are computed together.
public struct SampleDraws: Sendable, Equatable {
  /// The generator's key.
  public let seed: UInt64
  /// The epoch, counted over the model's life.
  public let epoch: Int
  /// The place in the epoch's order of the pass's first sample; the others follow.
  public let firstSample: Int

  /// Draws for a run of samples.
  public init(seed: UInt64, epoch: Int, firstSample: Int) {
    self.seed = seed
    self.epoch = epoch
    self.firstSample = firstSample
  }
}

/// What one operation sees during a forward pass.
///
/// Pointers are borrowed for the call.
@safe
public struct ForwardPass {
  /// The number of samples.
  public let rows: Int
  /// What the pass is for.
  public let phase: Phase

  /// The layer's place in model order.
  public var layer: Int { slot.layer }

  let slot: OperationSlot
  let memory: UnsafeMutablePointer<Float>
  let weights: UnsafePointer<Float>

  /// An input, `rows` samples.
  public func input(_ place: Int) -> UnsafePointer<Float> {
    unsafe UnsafePointer(memory + slot.inputs[place])
  }

  /// The output, `rows` samples.
  public var output: UnsafeMutablePointer<Float> { unsafe memory + slot.output }

  /// A parameter's values.
  public func parameter(_ place: Int) -> UnsafePointer<Float> {
    unsafe weights + slot.parameters[place]
  }

  /// Scratch memory as large as the operation asked for, 64-byte aligned.
  public var scratch: UnsafeMutablePointer<Float> { unsafe memory + slot.scratch }

  /// Memory as large as the operation asked for that lasts from `forward` to `backward`.
  public var state: UnsafeMutablePointer<Float> { unsafe memory + slot.state }
}

/// What one operation sees during a backward pass.
///
/// Pointers are borrowed for the call.
@safe
public struct BackwardPass {
  /// How the rows are cut into leaves and blocks.
  public let leaves: LeafRows
  /// What random numbers the forward pass was drawn with.
  public let draws: SampleDraws

  /// The layer's place in model order.
  public var layer: Int { slot.layer }

  let slot: OperationSlot
  let memory: UnsafeMutablePointer<Float>
  let weights: UnsafePointer<Float>
  let gradients: UnsafeMutablePointer<Float>
  let blockStride: Int

  /// The number of samples.
  public var rows: Int { leaves.rowCount }

  /// An input, as the forward pass read it (unless the operation works in place).
  public func input(_ place: Int) -> UnsafePointer<Float> {
    unsafe UnsafePointer(memory + slot.inputs[place])
  }

  /// The output, as the forward pass wrote it.
  public var output: UnsafePointer<Float> { unsafe UnsafePointer(memory + slot.output) }

  /// The output's gradient; the operation may overwrite it.
  public var outputGradient: UnsafeMutablePointer<Float> {
    unsafe memory + slot.outputGradient
  }

  /// Where an input's gradient goes, or nil where nothing upstream has parameters.
  public func inputGradient(_ place: Int) -> UnsafeMutablePointer<Float>? {
    guard let offset = slot.inputGradients[place] else { return nil }
    return unsafe memory + offset
  }

  /// A parameter's values.
  public func parameter(_ place: Int) -> UnsafePointer<Float> {
    unsafe weights + slot.parameters[place]
  }

  /// Where a parameter's gradient goes, summed over the leaves of one block.
  public func parameterGradient(_ place: Int, block: Int) -> UnsafeMutablePointer<Float> {
    unsafe gradients + (block * blockStride + slot.parameters[place])
  }

  /// Scratch memory as large as the operation asked for, 64-byte aligned.
  public var scratch: UnsafeMutablePointer<Float> { unsafe memory + slot.scratch }

  /// Memory as large as the operation asked for that lasts from `forward` to `backward`.
  public var state: UnsafeMutablePointer<Float> { unsafe memory + slot.state }

  /// Calls `body` for every block with the row offsets of its leaves and their number.
  public func forEachBlock(
    _ body: (_ block: Int, _ leafRows: UnsafePointer<Int>, _ leafCount: Int) -> Void
  ) {
    unsafe leaves.offsets.withUnsafeBufferPointer { offsets in
      guard let base = offsets.baseAddress else { return }
      for (block, range) in leaves.blocks.enumerated() {
        unsafe body(block, base + range.lowerBound, range.count)
      }
    }
  }
}

/// Where an operation's operands stand: offsets into the program's memory and the weights.
struct OperationSlot {
  let operation: any Operation
  let inputs: [Int]
  let output: Int
  let inputGradients: [Int?]
  let outputGradient: Int
  let parameters: [Int]
  /// Whether another call of the same layer has the same parameters.
  let sharesParameters: Bool
  let scratch: Int
  let state: Int
  /// The call's place in model order.
  let layer: Int
}
