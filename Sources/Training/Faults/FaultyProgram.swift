import Engine
import Kernels
import Layers

/// Changes some numbers of a rank's step on purpose.
package typealias Corruption = (CorruptiblePart, UnsafeMutableBufferPointer<Float>) -> Void

/// A program whose samples and gradients a fault may change.
@safe
final class FaultyProgram: StepProgram {
  private let program: Program
  private let gradientCount: Int
  private let inputSize: Int
  private let corrupt: Corruption

  /// A program over which a fault is put; this rank's block sums are `gradientCount` numbers.
  init(_ program: Program, gradientCount: Int, _ corrupt: @escaping Corruption) {
    self.program = program
    self.gradientCount = gradientCount
    inputSize = program.inputSize(0)
    unsafe self.corrupt = corrupt
  }

  func gather(_ share: StepShare, of data: TrainingData) {
    program.gather(share, of: data)
    unsafe corrupt(
      .samples,
      UnsafeMutableBufferPointer(
        start: program.input(0), count: share.places.count * inputSize))
  }

  func forward(_ pass: TrainingPass, _ variables: ModelVariables) throws {
    try program.forward(pass, variables)
  }

  /// What a fault may still change is not sent early.
  func backward(
    _ variables: ModelVariables, gradients: UnsafeMutablePointer<Float>, claim: Claim,
    completed: (_ offset: Int) throws -> Void
  ) throws {
    try unsafe program.backward(variables, gradients: gradients, claim: claim)
    unsafe corrupt(
      .gradient, UnsafeMutableBufferPointer(start: gradients, count: gradientCount))
  }

  func add(_ rows: Range<Int>, to sums: UnsafeMutablePointer<Double>) {
    unsafe program.add(rows, to: sums)
  }

  /// Looks at all numbers: what the passes know of them no longer holds.
  func gradientIsBelow(_ limit: Float, _ gradients: UnsafePointer<Float>) -> Bool {
    unsafe largestMagnitudeBits(gradients, count: gradientCount) < limit.bitPattern
  }

  func firstNonFinite(
    _ pass: TrainingPass, _ variables: ModelVariables, gradients: UnsafeMutablePointer<Float>
  ) throws -> NonFiniteTensor? {
    try unsafe program.firstNonFinite(pass, variables, gradients: gradients)
  }
}
