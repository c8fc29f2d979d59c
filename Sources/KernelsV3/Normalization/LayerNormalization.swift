import KernelInterface

extension CompiledKernels {
  package static func layerNormalization(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, gamma: UnsafePointer<Float>,
    beta: UnsafePointer<Float>, means: UnsafeMutablePointer<Float>,
    inverseDeviations: UnsafeMutablePointer<Float>, rows: Int, columns: Int, epsilon: Float
  ) {
    let count = Float(columns)
    for row in 0..<rows {
      let (input, output) = (x + row &* columns, y + row &* columns)
      var sum = Vector.zero
      forEachVector(columns) { i, lanes in
        sum += Vector(loading: input + i, first: lanes)
      }
      let mean = sum.laneSum / count
      let middle = Vector(repeating: mean)
      var squares = Vector.zero
      forEachVector(columns) { i, lanes in
        let distance = Vector(loading: input + i, first: lanes) - middle
        squares += (distance * distance).first(lanes)
      }
      let inverse = 1 / (squares.laneSum / count + epsilon).squareRoot()
      let factor = Vector(repeating: inverse)
      forEachVector(columns) { i, lanes in
        let normalized = (Vector(loading: input + i, first: lanes) - middle) * factor
        let scaled = normalized * Vector(loading: gamma + i, first: lanes)
        (scaled + Vector(loading: beta + i, first: lanes)).store(to: output + i, first: lanes)
      }
      means[row] = mean
      inverseDeviations[row] = inverse
    }
  }
}
