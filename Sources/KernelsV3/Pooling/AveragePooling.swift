package import KernelInterface

extension CompiledKernels {
  package static func averagePooling(
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

  package static func averagePoolingGradient(
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
}
