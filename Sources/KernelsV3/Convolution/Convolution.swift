package import KernelInterface

extension CompiledKernels {
  package static func convolution(
    _ x: UnsafePointer<Float>, _ filters: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>, geometry: ConvolutionGeometry, rows: Int,
    wIsFinite: Bool, scratch: UnsafeMutablePointer<Float>
  ) {
    let skipsZeros =
      geometry.suitsNonzeroValues && (wIsFinite || isFinite(filters, count: geometry.filterCount))
    let padding = geometry.inputPadding
    let packed = scratch + (padding?.count ?? 0)
    // Sparse images have whole panels, and use this memory.
    packLastPanel(of: filters, geometry, into: packed)
    for sample in 0..<rows {
      var image = x + sample &* geometry.inputCount
      if skipsZeros, geometry.isSparse(image) {
        sparseConvolution(
          image, filters, into: y + sample &* geometry.outputCount, geometry, scratch: scratch)
        continue
      }
      if let padding {
        padding.copy(image, into: scratch)
        image = UnsafePointer(scratch)
      }
      convolve(
        image, width: padding?.paddedWidth ?? geometry.inputWidth, filters, packed: packed,
        into: y + sample &* geometry.outputCount, geometry)
    }
  }
}

/// Pads the last panel of filters with zeros, where it is not whole.
private func packLastPanel(
  of filters: UnsafePointer<Float>, _ geometry: ConvolutionGeometry,
  into packed: UnsafeMutablePointer<Float>
) {
  let inner = geometry.filterHeight &* geometry.filterWidth &* geometry.inputChannels
  forEachPanel(geometry.filters) { column, width, valid in
    if valid < width {
      packPanel(
        filters + column, sourceRow: geometry.filters, rows: inner, valid: valid, width: width,
        into: packed)
    }
  }
}

/// Computes one output image of an image of `width` columns, zeros included.
private func convolve(
  _ image: UnsafePointer<Float>, width imageWidth: Int, _ filters: UnsafePointer<Float>,
  packed: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>,
  _ geometry: ConvolutionGeometry
) {
  let channels = geometry.inputChannels
  let rowCount = imageWidth &* channels
  let height = evenTileHeight(rows: geometry.outputWidth)
  forEachPanel(geometry.filters) { column, width, valid in
    for row in 0..<geometry.outputHeight {
      var panel = SegmentPanel(
        a: image, aRow: geometry.strideWidth &* channels, aSegment: rowCount,
        segments: geometry.filterHeight, steps: geometry.filterWidth &* channels,
        b: valid < width ? UnsafePointer(packed) : filters + column,
        bStep: valid < width ? width : geometry.filters,
        c: y + (row &* geometry.outputWidth &* geometry.filters &+ column),
        cRow: geometry.filters, columns: valid)
      panel.clip(
        first: row &* geometry.strideHeight &- geometry.paddingTop, height: geometry.inputHeight)
      SegmentTiles(panel: panel).computeRows(geometry.outputWidth, width: width, height: height)
    }
  }
}
