import Engine
import Kernels

/// A loss that compares each output with its own target, averaged over a sample.
@safe
struct ElementwiseLossOperation: LossOperation {
  /// The kernel of a loss's value.
  typealias Value =
    @Sendable (
      _ predictions: UnsafePointer<Float>, _ targets: UnsafePointer<Float>, _ rows: Int,
      _ columns: Int, _ losses: UnsafeMutablePointer<Float>
    ) -> Void

  /// The kernel of a loss's value and gradient.
  typealias Gradient =
    @Sendable (
      _ predictions: UnsafePointer<Float>, _ targets: UnsafePointer<Float>, _ rows: Int,
      _ columns: Int, _ scales: UnsafePointer<Float>, _ losses: UnsafeMutablePointer<Float>,
      _ gradient: UnsafeMutablePointer<Float>
    ) -> Void

  /// The number of elements of one sample.
  let size: Int
  /// The smoothing of targets towards one half.
  var smoothing: Float = 0
  let value: Value
  let gradient: Gradient

  func scratchCount(rows: Int) -> Int { smoothing > 0 ? rows * size : 0 }

  func evaluate(_ pass: LossPass) {
    unsafe value(pass.predictions, targets(pass), pass.rows, size, pass.losses)
  }

  func differentiate(_ pass: LossPass) {
    unsafe gradient(
      pass.predictions, targets(pass), pass.rows, size, pass.scales, pass.losses, pass.gradient)
  }

  private func targets(_ pass: LossPass) -> UnsafePointer<Float> {
    guard smoothing > 0 else { return unsafe pass.targets.values }
    unsafe kernels.rescale(
      pass.targets.values, into: pass.scratch, count: pass.rows * size, scale: 1 - smoothing,
      offset: smoothing / 2)
    return unsafe UnsafePointer(pass.scratch)
  }
}
