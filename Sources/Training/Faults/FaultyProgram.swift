import Engine
import Kernels
import Layers

/// A callback that corrupts some numbers of a rank's step.
///
/// It returns whether a rank of the job changes what others of its host read from then on, so that
/// they have to wait for it: the same on all ranks.
package typealias Corruption = (CorruptiblePart, UnsafeMutableBufferPointer<Float>) -> Bool

/// A program that injects faults into samples and gradients.
@safe
final class FaultyProgram: StepProgram {
  private let program: Program
  private let gradientCount: Int
  private let inputSize: Int
  private let corrupt: Corruption

  /// Wraps a program; this rank's block sums have `gradientCount` elements.
  init(_ program: Program, gradientCount: Int, _ corrupt: @escaping Corruption) {
    self.program = program
    self.gradientCount = gradientCount
    inputSize = program.inputSize(0)
    unsafe self.corrupt = corrupt
  }

  func gather(_ share: StepShare, of data: TrainingData) {
    program.gather(share, of: data)
    _ = unsafe corrupt(
      .samples,
      UnsafeMutableBufferPointer(
        start: program.input(0), count: share.indices.count * inputSize))
  }

  func input(_ index: Int) -> UnsafeMutablePointer<Float> { unsafe program.input(index) }

  func forward(_ pass: TrainingPass, _ variables: ModelVariables) throws {
    try program.forward(pass, variables)
  }

  /// Runs the backward pass without early completion, because a fault may still change the
  /// gradients.
  func backward(
    _ variables: ModelVariables, gradients: UnsafeMutablePointer<Float>, claim: Claim,
    completed: (_ offset: Int) throws -> Void
  ) throws {
    try unsafe program.backward(variables, gradients: gradients, claim: claim)
    _ = unsafe corrupt(
      .gradient, UnsafeMutableBufferPointer(start: gradients, count: gradientCount))
  }

  func add(_ rows: Range<Int>, to sums: UnsafeMutablePointer<Double>) {
    unsafe program.add(rows, to: sums)
  }

  /// Scans all gradients: bounds from the passes are no longer valid.
  func gradientIsBelow(_ limit: Float, _ gradients: UnsafePointer<Float>) -> Bool {
    unsafe kernels.largestMagnitudeBits(gradients, count: gradientCount) < limit.bitPattern
  }

  func firstNonFinite(
    _ pass: TrainingPass, _ variables: ModelVariables, gradients: UnsafeMutablePointer<Float>
  ) throws -> NonFiniteTensor? {
    try unsafe program.firstNonFinite(pass, variables, gradients: gradients)
  }
}
