import Datasets
package import Engine
import Kernels
package import Layers
import Parallel

/// Losses and metrics of a model on data, computed by one process.
package final class Evaluator {
  /// The number of rows of one pass, which does not affect results.
  private static let capacity = 256

  private let program: Program

  /// The names of the means.
  package var scores: Scores { program.scores }

  /// Lays out a model for evaluation with labels of the given kinds.
  package init(_ graph: Graph, _ compilation: Compilation, labels: [LabelKind]) throws {
    program = try Program(
      graph, compilation.objective, labels: labels, capacity: Self.capacity)
  }

  /// Lays out a model for predictions, which need no loss.
  package init(predicting graph: Graph) throws {
    program = try Program(graph, nil, labels: [], capacity: Self.capacity)
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
    for start in stride(from: 0, to: data.count, by: program.capacity) {
      let rows = min(program.capacity, data.count - start)
      Heartbeat.report(.evaluating)
      try loadFinite(start..<start + rows, of: data)
      try program.evaluate(rows: rows, variables)
      unsafe sums.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        unsafe program.add(0..<rows, to: base)
      }
      progress(start + rows, program.scores.means(sums, sampleCount: start + rows))
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
    for start in stride(from: range.lowerBound, to: range.upperBound, by: program.capacity) {
      let rows = min(program.capacity, range.upperBound - start)
      Heartbeat.report(.evaluating)
      try loadFinite(start..<start + rows, of: data)
      try program.evaluate(rows: rows, variables)
      unsafe terms.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        for row in 0..<rows {
          unsafe program.add(
            row..<row + 1, to: base + (start - range.lowerBound + row) * width)
        }
      }
      progress(start - range.lowerBound + rows)
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
    for start in stride(from: 0, to: data.count, by: program.capacity) {
      let rows = min(program.capacity, data.count - start)
      Heartbeat.report(.evaluating)
      load(start..<start + rows, of: data)
      try program.predict(rows: rows, variables)
      for (index, size) in sizes.enumerated() {
        unsafe outputs[index].append(
          contentsOf: UnsafeBufferPointer(start: program.output(index), count: rows * size))
      }
      progress(start + rows)
    }
    return outputs
  }

  /// Loads samples to evaluate, whose elements must be finite: means of others would mean nothing,
  /// or, behind an activation that is 0 for NaN, would not show them.
  ///
  /// - Throws: `DataFileError` or `SamplesError` naming the element.
  private func loadFinite(_ range: Range<Int>, of data: TrainingData) throws {
    load(range, of: data)
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
