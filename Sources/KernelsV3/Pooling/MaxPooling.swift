package import KernelInterface

extension CompiledKernels {
  package static func maxPooling(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>,
    indices: UnsafeMutablePointer<Int32>?, geometry: PoolingGeometry, rows: Int
  ) {
    for sample in 0..<rows {
      let image = x + sample &* geometry.inputCount
      let start = sample &* geometry.outputCount
      if geometry.windowsArePlainPairs {
        maxPoolingOfPairs(image, into: y + start, indices: indices.map { $0 + start }, geometry)
        continue
      }
      geometry.forEachWindow { output, window in
        let cells = image + window.offset
        forEachVector(geometry.channels) { i, lanes in
          var best = BestCell(
            Vector(loading: cells + i, first: lanes), cell: Vector(cell: window.firstCell))
          geometry.forEachCell(of: window) { offset, cell in
            best.take(Vector(loading: cells + (offset &+ i), first: lanes), cell: cell)
          }
          let target = start &+ output &+ i
          best.store(to: y + target, indices.map { $0 + target }, first: lanes)
        }
      }
    }
  }

  package static func maxPoolingGradient(
    _ dy: UnsafePointer<Float>, indices: UnsafePointer<Int32>,
    into dx: UnsafeMutablePointer<Float>, geometry: PoolingGeometry, rows: Int
  ) {
    for sample in 0..<rows {
      let image = dx + sample &* geometry.inputCount
      let start = sample &* geometry.outputCount
      if !geometry.windowsTileTheImage {
        image.update(repeating: 0, count: geometry.inputCount)
      }
      if geometry.windowsArePlainPairs {
        maxPoolingGradientOfPairs(dy + start, indices: indices + start, into: image, geometry)
        continue
      }
      geometry.forEachWindow { output, window in
        let cells = image + window.offset
        forEachVector(geometry.channels) { i, lanes in
          let source = start &+ output &+ i
          let gradient = Vector(loading: dy + source, first: lanes).positiveZeros
          let chosen = Vector(
            loading: UnsafeRawPointer(indices + source).assumingMemoryBound(to: Float.self),
            first: lanes)
          if geometry.windowsOverlap {
            geometry.forEachCell(of: window) { offset, cell in
              let target = cells + (offset &+ i)
              let share = chosen.whereCell(cell, gradient)
              (Vector(loading: target, first: lanes) + share).store(to: target, first: lanes)
            }
          } else {
            geometry.forEachCell(of: window) { offset, cell in
              chosen.whereCell(cell, gradient).store(to: cells + (offset &+ i), first: lanes)
            }
          }
        }
      }
    }
  }
}
