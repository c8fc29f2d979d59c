import Engine
import Kernels
import Layers

/// The program of a step: the model's, or a wrapper with injected faults.
protocol StepProgram: AnyObject {
  /// Copies a shard's samples to the program's inputs.
  func gather(_ share: StepShare, of data: TrainingData)

  /// Returns the memory of one of the model's inputs.
  func input(_ index: Int) -> UnsafeMutablePointer<Float>

  /// Computes losses and metrics; see `Program.forward(_:_:)`.
  func forward(_ pass: TrainingPass, _ variables: ModelVariables) throws

  /// Computes the parameters' gradients; see `Program.backward`.
  func backward(
    _ variables: ModelVariables, gradients: UnsafeMutablePointer<Float>, claim: Claim,
    completed: (_ offset: Int) throws -> Void
  ) throws

  /// Sums the losses and metrics of some rows of the last forward pass.
  func add(_ rows: Range<Int>, to sums: UnsafeMutablePointer<Double>)

  /// Returns whether all gradients of the last backward pass are below a limit in magnitude.
  func gradientIsBelow(_ limit: Float, _ gradients: UnsafePointer<Float>) -> Bool

  /// Computes both passes again and returns the first tensor that is not finite.
  func firstNonFinite(
    _ pass: TrainingPass, _ variables: ModelVariables, gradients: UnsafeMutablePointer<Float>
  ) throws -> NonFiniteTensor?
}

extension Program: StepProgram {
  func gather(_ share: StepShare, of data: TrainingData) {
    unsafe share.indices.withUnsafeBufferPointer { unsafe data.gather($0, into: self) }
  }
}
