import Kernels

/// The kernels that read vectors once: activations, loss, optimizers, sums, data.
enum VectorCases {
  /// A bias fused with ReLU, and ReLU's gradient.
  static func relu(rows: Int, columns: Int) -> [KernelCase] {
    let y = WorkMemory(rows * columns)
    let gradient = WorkMemory(rows * columns, seed: 2)
    let bias = WorkMemory(columns, seed: 3)
    let shape = "\(rows) x \(columns)"
    return [
      KernelCase("bias and relu", shape, .memory, reads: y.count, writes: y.count) {
        unsafe kernels.addBiasRelu(y.base, bias.base, rows: rows, columns: columns)
      },
      KernelCase("relu's gradient", shape, .memory, reads: 2 * y.count, writes: y.count) {
        unsafe kernels.reluGradient(
          output: y.base, gradient: gradient.base, into: gradient.base, count: rows * columns)
      },
    ]
  }

  /// Fused softmax and loss, with labels as classes and one-hot.
  static func loss(rows: Int, columns: Int) -> [KernelCase] {
    let logits = WorkMemory(rows * columns)
    let gradient = WorkMemory(rows * columns, seed: 2)
    let targets = WorkMemory(rows * columns, seed: 3)
    let classes = IndexMemory(rows, below: columns)
    let (scales, losses) = (WorkMemory(rows, seed: 4), WorkMemory(rows, seed: 5))
    let shape = "\(rows) x \(columns)"
    return [
      KernelCase(
        "softmax and loss, one-hot labels", shape, .memory, reads: 2 * logits.count,
        writes: logits.count
      ) {
        unsafe kernels.categoricalCrossEntropy(
          logits: logits.base, targets: targets.base, rows: rows, columns: columns,
          scales: scales.base, losses: losses.base, gradient: gradient.base)
      },
      KernelCase(
        "softmax and loss, classes", shape, .memory, reads: logits.count, writes: logits.count
      ) {
        unsafe kernels.softmaxCrossEntropy(
          logits: logits.base, classes: classes.base, rows: rows, columns: columns,
          scales: scales.base, losses: losses.base, gradient: gradient.base)
      },
    ]
  }

  /// The kernels over all parameters: optimizers, the scan for values that are not finite, tree
  /// sums.
  static func parameters(_ count: Int) -> [KernelCase] {
    let weights = WorkMemory(count)
    let gradient = WorkMemory(count, seed: 2)
    let (momentum, velocity) = (WorkMemory(count, seed: 3), WorkMemory(count, seed: 4))
    unsafe velocity.base.update(repeating: 1e-3, count: count)
    let shape = "\(count)"
    var iteration = 0
    return [
      KernelCase("Adam", shape, .memory, reads: 4 * count, writes: 3 * count) {
        iteration += 1
        let step = AdamStep(
          learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, iteration: iteration)
        _ = unsafe kernels.adam(
          step, parameters: weights.base, gradient: gradient.base, momentum: momentum.base,
          velocity: velocity.base, count: count)
      },
      KernelCase("SGD", shape, .memory, reads: 2 * count, writes: count) {
        _ = unsafe kernels.sgd(
          learningRate: 1e-6, parameters: weights.base, gradient: gradient.base, count: count)
      },
      KernelCase("SGD with momentum", shape, .memory, reads: 3 * count, writes: 2 * count) {
        _ = unsafe kernels.sgd(
          learningRate: 1e-6, momentum: 0.9, nesterov: false, parameters: weights.base,
          gradient: gradient.base, velocity: velocity.base, count: count)
      },
      KernelCase("largest magnitude", shape, .memory, reads: count, writes: 0) {
        let bits = unsafe kernels.largestMagnitudeBits(gradient.base, count: count)
        precondition(bits > 0, "numbers above zero have no magnitude")
      },
      treeSum(of: [gradient, momentum], shape),
      treeSum(of: [gradient, momentum, weights, velocity], shape),
    ]
  }

  private static func treeSum(of sources: [WorkMemory], _ shape: String) -> KernelCase {
    let count = sources[0].count
    let sum = WorkMemory(count, seed: 9)
    // Four sources of a balanced tree merge 0, 1, 0 and 2 times.
    let merges = sources.count == 2 ? [0, 1] : [0, 1, 0, 2]
    return KernelCase(
      "tree sum of \(sources.count)", shape, .memory, reads: sources.count * count, writes: count
    ) {
      let list = zip(sources, merges).map { source, merges in
        unsafe TreeSource(values: UnsafePointer(source.base), merges: merges)
      }
      unsafe list.withUnsafeBufferPointer {
        unsafe kernels.treeSum($0, into: sum.base, offset: 0, count: count)
      }
    }
  }

  /// The gathering of samples' bytes from a large data set.
  static func gather(rows: Int, size: Int) -> [KernelCase] {
    let sampleCount = max(rows, (64 << 20) / size)
    let bytes = ByteMemory(sampleCount * size)
    let indices = IndexMemory(rows * 16, below: sampleCount)
    let y = WorkMemory(rows * size)
    var turn = 0
    return [
      KernelCase(
        "gather", "\(rows) x \(size) bytes", .memory, reads: 0, writes: y.count,
        coldBytes: rows * size
      ) {
        // Other samples each time, as in training, so that they are not in a cache.
        turn = (turn + 1) % 16
        unsafe kernels.gatherRows(
          bytes.base, rowSize: size, indices: indices.base + turn * rows, rows: rows,
          into: y.base, divisor: 255)
      }
    ]
  }
}
