import Engine
import Kernels

/// Drops units in training; the identity at inference.
struct DropoutOperation: Operation {
  /// The number of elements of one sample.
  let size: Int
  /// The fraction of units that is dropped, 0 to 1.
  let rate: Double

  var worksInPlace: Bool { true }
  var backwardReadsOutput: Bool { false }

  func forward(_ pass: ForwardPass) {
    switch pass.phase {
    case .inference:
      guard unsafe pass.input(0) != UnsafePointer(pass.output) else { return }
      unsafe pass.output.update(from: pass.input(0), count: pass.rows * size)
    case .training(let training):
      unsafe apply(
        training.draws, layer: pass.layer, to: pass.input(0), into: pass.output, pass.rows)
    }
  }

  /// Computes the gradient; the mask is drawn again, which is faster than storing it.
  func backward(_ pass: BackwardPass) {
    guard let inputGradient = unsafe pass.inputGradient(0) else { return }
    guard !pass.isInference else {
      guard unsafe inputGradient != pass.outputGradient else { return }
      unsafe inputGradient.update(from: pass.outputGradient, count: pass.rows * size)
      return
    }
    unsafe apply(
      pass.training.draws, layer: pass.layer, to: pass.outputGradient, into: inputGradient,
      pass.rows)
  }

  private func apply(
    _ draws: SampleDraws, layer: Int, to x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>, _ rows: Int
  ) {
    let mask = DropoutMask(
      seed: draws.seed, epoch: UInt32(truncatingIfNeeded: draws.epoch),
      layer: UInt32(truncatingIfNeeded: layer))
    unsafe kernels.dropout(
      mask, x, into: y, rows: rows, columns: size,
      firstSample: UInt32(truncatingIfNeeded: draws.firstSample), rate: rate)
  }
}
