import Datasets
package import Engine
import Kernels
package import Layers
import Parallel

/// Losses and metrics of a model on data, computed by one process.
package final class Evaluator {
  /// The greatest number of rows of one pass, which does not affect results.
  private static let greatestCapacity = 256
  /// The memory that the activations of several rows may take.
  private static let activationByteCount = 64 << 20

  private let program: Program

  /// The names of the means.
  package var scores: Scores { program.scores }

  /// Lays out a model for evaluation with labels of the given kinds.
  package init(_ graph: Graph, _ compilation: Compilation, labels: [LabelKind]) throws {
    program = try Program(
      graph, compilation.objective, labels: labels, capacity: Self.capacity(for: graph))
  }

  /// Lays out a model for predictions, which need no loss.
  package init(predicting graph: Graph) throws {
    program = try Program(graph, nil, labels: [], capacity: Self.capacity(for: graph))
  }

  /// The number of rows of one pass: fewer where rows are so long that the usual number would take
  /// much memory, whatever the number of samples.
  static func capacity(for graph: Graph) -> Int {
    let elementCount = graph.calls.reduce(0.0) { $0 + Double($1.outputShape.elementCount) }
    let rowByteCount = max(elementCount, 1) * Double(MemoryLayout<Float>.size)
    return Int(
      min(max(Double(activationByteCount) / rowByteCount, 1), Double(greatestCapacity)))
  }

  /// Returns the means over all samples, loss first.
  ///
  /// Losses are summed in `Double` in the samples' order. `progress` is called with the number of
  /// samples done and the running means.
  package func evaluate(
    _ data: TrainingData, _ variables: ModelVariables,
    progress: (Int, Scores.Means) -> Void = { _, _ in }
  ) throws -> Scores.Means {
    var sums = [Double](repeating: 0, count: program.scores.count)
    try forEachPass(over: 0..<data.count, of: data) { rows, _ in
      try checkFinite(rows, of: data)
      try program.evaluate(rows: rows.count, variables)
      unsafe sums.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        unsafe program.add(0..<rows.count, to: base)
      }
      progress(rows.upperBound, program.scores.means(sums, sampleCount: rows.upperBound))
    }
    return program.scores.means(sums, sampleCount: data.count)
  }

  /// Returns each sample's losses and metrics, `[range.count, scores.count]`, of which `evaluate`
  /// computes the means.
  func terms(
    of range: Range<Int>, _ data: TrainingData, _ variables: ModelVariables,
    progress: (Int) -> Void = { _ in }
  ) throws -> [Double] {
    let width = program.scores.count
    var terms = [Double](repeating: 0, count: range.count * width)
    try forEachPass(over: range, of: data) { rows, done in
      try checkFinite(rows, of: data)
      try program.evaluate(rows: rows.count, variables)
      unsafe terms.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        for row in rows {
          unsafe program.add(
            row - rows.lowerBound..<row - rows.lowerBound + 1,
            to: base + (row - range.lowerBound) * width)
        }
      }
      progress(done)
    }
    return terms
  }

  /// Returns the means of all samples' `terms`, added in the samples' order.
  func means(of terms: [Double], sampleCount: Int) -> Scores.Means {
    let width = program.scores.count
    var sums = [Double](repeating: 0, count: width)
    for row in 0..<sampleCount {
      for index in 0..<width { sums[index] += terms[row * width + index] }
    }
    return program.scores.means(sums, sampleCount: sampleCount)
  }

  /// Returns each output for each sample.
  package func predict(
    _ data: TrainingData, _ variables: ModelVariables, progress: (Int) -> Void = { _ in }
  ) throws -> [[Float]] {
    let sizes = program.outputShapes.map(\.elementCount)
    var outputs = sizes.map { _ in [Float]() }
    try forEachPass(over: 0..<data.count, of: data) { rows, done in
      try program.predict(rows: rows.count, variables)
      for (index, size) in sizes.enumerated() {
        unsafe outputs[index].append(
          contentsOf: UnsafeBufferPointer(
            start: program.output(index), count: rows.count * size))
      }
      progress(done)
    }
    return outputs
  }

  /// Calls `body` with the rows of each pass over a range of samples, once they are loaded, and
  /// with the number of samples that are done after it.
  private func forEachPass(
    over range: Range<Int>, of data: TrainingData,
    _ body: (_ rows: Range<Int>, _ done: Int) throws -> Void
  ) throws {
    for start in stride(from: range.lowerBound, to: range.upperBound, by: program.capacity) {
      let rows = start..<min(start + program.capacity, range.upperBound)
      Heartbeat.report(.evaluating)
      load(rows, of: data)
      try body(rows, rows.upperBound - range.lowerBound)
    }
  }

  /// Checks loaded samples to evaluate, whose elements must be finite: means of others would mean
  /// nothing, or, behind an activation that is 0 for NaN, would not show them.
  ///
  /// - Throws: `DataFileError` or `SamplesError` naming the element.
  private func checkFinite(_ range: Range<Int>, of data: TrainingData) throws {
    for (input, samples) in data.samples.enumerated() where !samples.areBytes {
      let largest = unsafe kernels.largestMagnitudeBits(
        program.input(input), count: range.count * program.inputSize(input))
      guard largest >= Float.infinity.bitPattern else { continue }
      try samples.checkFinite(range)
    }
  }

  private func load(_ range: Range<Int>, of data: TrainingData) {
    let indices = range.map { Int32($0) }
    unsafe indices.withUnsafeBufferPointer { buffer in
      unsafe data.gather(buffer, into: program)
    }
  }
}
