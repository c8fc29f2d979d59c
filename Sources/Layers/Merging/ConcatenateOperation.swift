import Engine

/// Inputs side by side: of each in turn one run of elements.
struct ConcatenateOperation: Operation {
  /// The runs that each input has in one sample.
  let runCount: Int
  /// The elements in a run of each input.
  let runSizes: [Int]

  var backwardReadsOutput: Bool { false }

  func forward(_ pass: ForwardPass) {
    let stride = runSizes.reduce(0, +)
    var offset = 0
    for (place, size) in runSizes.enumerated() {
      let (input, output) = unsafe (pass.input(place), pass.output + offset)
      for run in 0..<pass.rows * runCount {
        unsafe (output + run * stride).update(from: input + run * size, count: size)
      }
      offset += size
    }
  }

  func backward(_ pass: BackwardPass) {
    let stride = runSizes.reduce(0, +)
    var offset = 0
    for (place, size) in runSizes.enumerated() {
      if let inputGradient = unsafe pass.inputGradient(place) {
        let gradient = unsafe pass.outputGradient + offset
        for run in 0..<pass.rows * runCount {
          unsafe (inputGradient + run * size).update(from: gradient + run * stride, count: size)
        }
      }
      offset += size
    }
  }
}
