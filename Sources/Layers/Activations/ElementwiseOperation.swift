import Engine

/// A function of each element independently.
@safe
struct ElementwiseOperation: BuiltInOperation {
  /// `y = f(x)` for `count` elements; the output may be the input's memory.
  typealias Function =
    @Sendable (_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) -> Void

  /// `dx = dy · f′`, from the input or the output; `dx` may be `dy`.
  typealias Gradient =
    @Sendable (
      _ value: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
      _ dx: UnsafeMutablePointer<Float>, _ count: Int
    ) -> Void

  /// The operand of the gradient.
  enum Source {
    case input, output
  }

  /// The number of elements of one sample.
  let size: Int
  /// The activation function, where a loss may be computed from its input.
  var activation: ActivationFunction?
  /// The operand of `gradient`.
  let source: Source
  let function: Function
  let gradient: Gradient

  var worksInPlace: Bool { source == .output }
  var backwardReadsOutput: Bool { source == .output }

  func forward(_ pass: ForwardPass) {
    unsafe function(pass.input(0), pass.output, pass.rows * size)
  }

  func backward(_ pass: BackwardPass) {
    guard let inputGradient = unsafe pass.inputGradient(0) else { return }
    let value = unsafe source == .input ? pass.input(0) : pass.output
    unsafe gradient(value, pass.outputGradient, inputGradient, pass.rows * size)
  }
}
