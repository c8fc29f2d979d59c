import Engine
import Kernels
import Layers
import Parallel

/// A callback that may pause this rank in a part of a step.
package typealias Delay = (StepClock.Part) -> Void

/// A program that injects pauses into a step's passes.
@safe
final class SlowProgram: StepProgram {
  private let program: any StepProgram
  private let delay: Delay

  init(_ program: any StepProgram, _ delay: @escaping Delay) {
    self.program = program
    self.delay = delay
  }

  func gather(_ share: StepShare, of data: TrainingData) {
    delay(.gather)
    program.gather(share, of: data)
  }

  func input(_ index: Int) -> UnsafeMutablePointer<Float> { unsafe program.input(index) }

  func forward(_ pass: TrainingPass, _ variables: ModelVariables) throws {
    delay(.forward)
    try program.forward(pass, variables)
  }

  func backward(
    _ variables: ModelVariables, gradients: UnsafeMutablePointer<Float>, claim: Claim,
    completed: (_ offset: Int) throws -> Void
  ) throws {
    delay(.backward)
    try unsafe program.backward(
      variables, gradients: gradients, claim: claim, completed: completed)
  }

  func add(_ rows: Range<Int>, to sums: UnsafeMutablePointer<Double>) {
    unsafe program.add(rows, to: sums)
  }

  func gradientIsBelow(_ limit: Float, _ gradients: UnsafePointer<Float>) -> Bool {
    unsafe program.gradientIsBelow(limit, gradients)
  }

  func firstNonFinite(
    _ pass: TrainingPass, _ variables: ModelVariables, gradients: UnsafeMutablePointer<Float>
  ) throws -> NonFiniteTensor? {
    try unsafe program.firstNonFinite(pass, variables, gradients: gradients)
  }
}

/// An exchange that injects pauses into a step's update.
@safe
final class SlowExchange: ExchangeDecorator {
  let exchange: any Exchange
  private let delay: Delay

  init(_ exchange: any Exchange, _ delay: @escaping Delay) {
    self.exchange = exchange
    self.delay = delay
  }

  func reduce(_ body: GradientPart) throws {
    delay(.update)
    try unsafe exchange.reduce(body)
  }
}
