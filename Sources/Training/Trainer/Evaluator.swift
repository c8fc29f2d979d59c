package import Datasets
package import Models

/// Loss and accuracy of a model on data, computed by one process.
package final class Evaluator {
  /// What an evaluation gives.
  package struct Result: Sendable, Equatable {
    /// The mean over all samples.
    package let loss: Double
    /// The share of samples that were classified right.
    package let accuracy: Double
  }

  /// Rows of one pass: what comes out does not depend on it.
  private static let capacity = 256

  private let program: Program

  package init(_ graph: Graph, _ compilation: Compilation) throws {
    program = try Program(graph, loss: compilation.loss, capacity: Self.capacity)
  }

  /// Evaluates all samples.
  ///
  /// Losses are added in `Double` in the samples' order. `progress` hears how many samples are
  /// done, and the running result.
  package func evaluate(
    _ samples: Samples, _ labels: Labels, weights: UnsafePointer<Float>,
    progress: (Int, Result) -> Void = { _, _ in }
  ) -> Result {
    var loss = 0.0
    var hits = 0
    var result = Result(loss: 0, accuracy: 0)
    for start in stride(from: 0, to: samples.count, by: program.capacity) {
      let rows = min(program.capacity, samples.count - start)
      load(start..<start + rows, of: samples, labels)
      unsafe program.evaluate(rows: rows, weights: weights)
      for row in 0..<rows {
        loss += Double(program.loss(ofRow: row))
        hits += program.hit(ofRow: row)
      }
      let done = start + rows
      result = Result(loss: loss / Double(done), accuracy: Double(hits) / Double(done))
      progress(done, result)
    }
    return result
  }

  /// The model's output for each sample, one row after the other.
  package func predict(_ samples: Samples, weights: UnsafePointer<Float>) -> [Float] {
    let size = program.outputShape.elementCount
    var output: [Float] = []
    output.reserveCapacity(samples.count * size)
    for start in stride(from: 0, to: samples.count, by: program.capacity) {
      let rows = min(program.capacity, samples.count - start)
      load(start..<start + rows, of: samples, nil)
      unsafe program.predict(rows: rows, weights: weights)
      unsafe output.append(
        contentsOf: UnsafeBufferPointer(start: program.output, count: rows * size))
    }
    return output
  }

  private func load(_ range: Range<Int>, of samples: Samples, _ labels: Labels?) {
    let indices = range.map { Int32($0) }
    unsafe indices.withUnsafeBufferPointer { buffer in
      unsafe samples.gather(buffer, into: program.input)
      unsafe labels?.gather(buffer, into: program.labels)
    }
  }
}
