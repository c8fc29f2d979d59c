import Engine
import Kernels

/// Max pooling: the greatest number of each window.
struct MaxPoolingOperation: Operation {
  let geometry: PoolingGeometry

  var backwardReadsOutput: Bool { false }

  /// Returns the count for the index of each window's first greatest number.
  func stateCount(rows: Int) -> Int { rows * geometry.outputCount }

  func forward(_ pass: ForwardPass) {
    unsafe kernels.maxPooling(
      pass.input(0), into: pass.output, indices: indices(pass.state), geometry: geometry,
      rows: pass.rows)
  }

  func backward(_ pass: BackwardPass) {
    guard let inputGradient = unsafe pass.inputGradient(0) else { return }
    unsafe kernels.maxPoolingGradient(
      pass.outputGradient, indices: indices(pass.state), into: inputGradient,
      geometry: geometry, rows: pass.rows)
  }

  /// Returns the state's memory, which only this operation reads, as integers of the same size.
  private func indices(_ state: UnsafeMutablePointer<Float>) -> UnsafeMutablePointer<Int32> {
    unsafe UnsafeMutableRawPointer(state).assumingMemoryBound(to: Int32.self)
  }
}

/// Average pooling: the mean of each window.
struct AveragePoolingOperation: Operation {
  let geometry: PoolingGeometry

  var backwardReadsOutput: Bool { false }

  func forward(_ pass: ForwardPass) {
    unsafe kernels.averagePooling(
      pass.input(0), into: pass.output, geometry: geometry, rows: pass.rows)
  }

  func backward(_ pass: BackwardPass) {
    guard let inputGradient = unsafe pass.inputGradient(0) else { return }
    unsafe kernels.averagePoolingGradient(
      pass.outputGradient, into: inputGradient, geometry: geometry, rows: pass.rows)
  }
}
