import Engine
import Kernels

/// The sum of several inputs.
struct AddOperation: Operation {
  /// The number of elements of one sample.
  let size: Int
  let inputCount: Int

  var backwardReadsOutput: Bool { false }

  func forward(_ pass: ForwardPass) {
    unsafe withUnsafeTemporaryAllocation(
      of: UnsafePointer<Float>.self, capacity: inputCount
    ) { inputs in
      for index in 0..<inputCount {
        unsafe inputs.initializeElement(at: index, to: pass.input(index))
      }
      unsafe kernels.addition(
        of: UnsafeBufferPointer(inputs), into: pass.output, count: pass.rows * size)
    }
  }

  func backward(_ pass: BackwardPass) {
    for index in 0..<inputCount {
      guard let inputGradient = unsafe pass.inputGradient(index) else { continue }
      unsafe inputGradient.update(from: pass.outputGradient, count: pass.rows * size)
    }
  }
}
