import KernelInterface

extension CompiledKernels {
  package static func addition(
    of inputs: UnsafeBufferPointer<UnsafePointer<Float>>, into sum: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    guard let first = inputs.first else { return }
    forEachVector(count) { i, lanes in
      var total = Vector(loading: first + i, first: lanes)
      for input in inputs.dropFirst() {
        total += Vector(loading: input + i, first: lanes)
      }
      total.store(to: sum + i, first: lanes)
    }
  }
}
