package import KernelInterface

extension CompiledKernels {
  package static func convolutionBiasGradient(
    _ dy: ConvolutionOutputGradient, into db: UnsafeMutablePointer<Float>,
    geometry: ConvolutionGeometry, leafRows: UnsafePointer<Int>, leafCount: Int,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let sums = TreeRows(sums: scratch, count: wholeVectors(geometry.filters))
    let rows = 0..<geometry.outputHeight
    sums.addLeaves(Leaves(rows: leafRows, count: leafCount)) { samples, sum in
      forEachPanel(geometry.filters) { filter, width, valid in
        // Two sums hide half of the latency of an addition.
        let first = valid < laneCount ? valid : laneCount
        let second = valid &- first
        var (low, high) = (Vector.zero, Vector.zero)
        for sample in samples {
          dy.forEachPixel(ofSample: sample, rows: rows, geometry) { _, _, gradient in
            low += gradient.vector(filter, first: first)
            if second > 0 { high += gradient.vector(filter &+ laneCount, first: second) }
          }
        }
        low.store(to: sum + filter)
        if second > 0 { high.store(to: sum + (filter &+ laneCount)) }
      }
    }
    sums.storeRoot(
      to: db, rowCount: geometry.filters, columns: geometry.filters, width: sums.count)
  }
}
