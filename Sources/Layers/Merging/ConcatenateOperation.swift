import Engine

/// The concatenation of inputs: alternating runs of elements of each.
struct ConcatenateOperation: Operation {
  /// The number of runs of each input in one sample.
  let runCount: Int
  /// The number of elements of a run of each input.
  let runSizes: [Int]

  var backwardReadsOutput: Bool { false }

  func forward(_ pass: ForwardPass) {
    let stride = runSizes.reduce(0, +)
    var offset = 0
    for (index, size) in runSizes.enumerated() {
      let (input, output) = unsafe (pass.input(index), pass.output + offset)
      for run in 0..<pass.rows * runCount {
        unsafe (output + run * stride).update(from: input + run * size, count: size)
      }
      offset += size
    }
  }

  func backward(_ pass: BackwardPass) {
    let stride = runSizes.reduce(0, +)
    var offset = 0
    for (index, size) in runSizes.enumerated() {
      if let inputGradient = unsafe pass.inputGradient(index) {
        let gradient = unsafe pass.outputGradient + offset
        for run in 0..<pass.rows * runCount {
          unsafe (inputGradient + run * size).update(from: gradient + run * stride, count: size)
        }
      }
      offset += size
    }
  }
}
