package import KernelInterface

extension CompiledKernels {
  package static func convolutionFilterGradient(
    _ x: UnsafePointer<Float>, _ dy: ConvolutionOutputGradient,
    into dw: UnsafeMutablePointer<Float>, geometry: ConvolutionGeometry,
    leafRows: UnsafePointer<Int>, leafCount: Int, scratch: UnsafeMutablePointer<Float>
  ) {
    let leaves = Leaves(rows: leafRows, count: leafCount)
    if ImagePatches.fit(geometry), dy.isSparse(samples: leaves.allRows, geometry) {
      return sparseFilterGradient(
        x, dy, into: dw, geometry: geometry, leaves: leaves, scratch: scratch)
    }
    let pixels = geometry.outputHeight &* geometry.outputWidth
    let padding = geometry.inputPadding
    let unpooled = scratch
    let frame = unpooled + dy.roomCount(geometry)
    let packed = frame + (padding?.count ?? 0)
    let inner = geometry.filterHeight &* geometry.filterWidth &* geometry.inputChannels
    forEachPanel(geometry.filters) { column, width, valid in
      let isWhole = valid == width
      let sums = TreeRows(
        sums: packed + pixels &* packedPanelWidth, count: inner &* width)
      sums.addLeaves(leaves) { samples, sum in
        for sample in samples {
          var image = x + sample &* geometry.inputCount
          if let padding {
            padding.copy(image, into: frame)
            image = UnsafePointer(frame)
          }
          var gradient = dy.image(ofSample: sample, geometry, room: unpooled) + column
          if !isWhole {
            packPanel(
              gradient, sourceRow: geometry.filters, rows: pixels, valid: valid, width: width,
              into: packed)
            gradient = UnsafePointer(packed)
          }
          let product = PixelProduct(
            image: image, rowCount: (padding?.paddedWidth ?? geometry.inputWidth),
            gradient: gradient, pixelCount: isWhole ? geometry.filters : width, sum: sum,
            width: width)
          product.add(geometry)
        }
      }
      sums.storeRoot(to: dw + column, rowCount: geometry.filters, columns: valid, width: width)
    }
  }
}

/// One sample's contribution to the gradient of a panel of filters.
private struct PixelProduct {
  var image: UnsafePointer<Float>
  /// The image's columns, zeros included.
  var rowCount: Int
  var gradient: UnsafePointer<Float>
  /// The floats from one pixel of the gradient to the next.
  var pixelCount: Int
  /// Rows of `width` columns, the panel's.
  var sum: UnsafeMutablePointer<Float>
  var width: Int

  /// Continues the chains of `sum` by the sample's pixels.
  @inline(__always)
  func add(_ geometry: ConvolutionGeometry) {
    let channels = geometry.inputChannels
    // A filter row's columns and channels are adjacent in the image as they are in the sum.
    let segment = geometry.filterWidth &* channels
    let height = evenTileHeight(rows: segment)
    for row in 0..<geometry.filterHeight {
      // Output rows with a row of the image under this filter row; the others would multiply zeros.
      let before = geometry.paddingTop &- row
      let first = before > 0 ? (before &+ geometry.strideHeight &- 1) / geometry.strideHeight : 0
      let last = geometry.inputHeight &- 1 &+ before
      let end = last < 0 ? 0 : min(last / geometry.strideHeight &+ 1, geometry.outputHeight)
      guard first < end else { continue }
      ContinuedTiles(
        a: image + (first &* geometry.strideHeight &- before) &* rowCount &* channels,
        aStep: geometry.strideWidth &* channels,
        aSegment: geometry.strideHeight &* rowCount &* channels, segments: end &- first,
        steps: geometry.outputWidth, b: gradient + first &* geometry.outputWidth &* pixelCount,
        bStep: pixelCount, c: sum + row &* segment &* width
      ).computeRows(segment, width: width, height: height)
    }
  }
}
