/// Computes the mean of each window's cells inside the image.
///
/// `y[b, i, j, c]` is the sum of the cells in row-major order, starting from +0, divided by their
/// number. Source: Keras 3, `AveragePooling2D`.
///
/// Shapes: `x` is `[rows, inputHeight, inputWidth, channels]`, `y` is
/// `[rows, outputHeight, outputWidth, channels]`, not overlapping.
public func averagePooling(
  _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, geometry: PoolingGeometry,
  rows: Int
) {
  for sample in 0..<rows {
    let image = x + sample &* geometry.inputCount
    let outputs = y + sample &* geometry.outputCount
    geometry.forEachWindow { output, window in
      let cells = image + window.offset
      let count = window.count
      forEachVector(geometry.channels) { i, lanes in
        var sum = Vector.zero
        geometry.forEachCell(of: window) { offset, _ in
          sum += Vector(loading: cells + (offset &+ i), first: lanes)
        }
        (sum / count).store(to: outputs + (output &+ i), first: lanes)
      }
    }
  }
}

/// Computes the input gradient of `averagePooling`: each cell gets an equal part of the output's
/// gradient.
///
/// A part is `dy` divided by the number of the window's cells inside the image; where windows
/// overlap, `dx` adds their parts in row-major order of the outputs, starting from +0.
///
/// Shapes: `dy` is `[rows, outputHeight, outputWidth, channels]`, `dx` is
/// `[rows, inputHeight, inputWidth, channels]`, not overlapping.
public func averagePoolingGradient(
  _ dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, geometry: PoolingGeometry,
  rows: Int
) {
  for sample in 0..<rows {
    let image = dx + sample &* geometry.inputCount
    let gradients = dy + sample &* geometry.outputCount
    image.update(repeating: 0, count: geometry.inputCount)
    geometry.forEachWindow { output, window in
      let cells = image + window.offset
      let count = window.count
      forEachVector(geometry.channels) { i, lanes in
        let share = Vector(loading: gradients + (output &+ i), first: lanes) / count
        geometry.forEachCell(of: window) { offset, _ in
          let target = cells + (offset &+ i)
          (Vector(loading: target, first: lanes) + share).store(to: target, first: lanes)
        }
      }
    }
  }
}
