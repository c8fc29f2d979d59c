package import KernelInterface

extension CompiledKernels {
  package static func convolutionInputGradient(
    _ dy: ConvolutionOutputGradient, _ filters: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, geometry: ConvolutionGeometry, rows: Int,
    scratch: UnsafeMutablePointer<Float>
  ) {
    if ImagePatches.fit(geometry), dy.isSparse(samples: 0..<rows, geometry) {
      return sparseInputGradient(
        dy, filters, into: dx, geometry: geometry, rows: rows, scratch: scratch)
    }
    let phases = InputGradientPhases(geometry)
    let padding = phases.takesTapsOneByOne ? nil : phases.padding
    let unpooled = scratch
    let frame = unpooled + dy.roomCount(geometry)
    let packed = frame + (padding?.count ?? 0)
    packPhases(of: filters, geometry, phases, into: packed)
    for sample in 0..<rows {
      var gradient = dy.image(ofSample: sample, geometry, room: unpooled)
      if let padding {
        padding.copy(gradient, into: frame)
        gradient = UnsafePointer(frame)
      }
      let image = dx + sample &* geometry.inputCount
      if phases.takesTapsOneByOne {
        image.update(repeating: 0, count: geometry.inputCount)
        addTaps(gradient, packed: UnsafePointer(packed), to: image, geometry, phases)
      } else {
        convolvePhases(gradient, packed: UnsafePointer(packed), into: image, geometry, phases)
      }
    }
  }
}

/// Rotates and transposes the filters: for each phase and panel of input channels, rows of the
/// panel's width in the order in which the chain of `dx` adds them.
private func packPhases(
  of filters: UnsafePointer<Float>, _ geometry: ConvolutionGeometry,
  _ phases: InputGradientPhases, into packed: UnsafeMutablePointer<Float>
) {
  var packed = packed
  let count = geometry.filters
  phases.forEachPair { vertical, horizontal in
    forEachPanel(geometry.inputChannels) { column, width, valid in
      for i in 0..<vertical.taps {
        for j in 0..<horizontal.taps {
          let row = vertical.tap(i)
          let pixel = row &* geometry.filterWidth &+ horizontal.tap(j)
          packTransposedPanel(
            filters + (pixel &* geometry.inputChannels &+ column) &* count, sourceRow: count,
            rows: count, valid: valid, width: width, into: packed)
          packed += count &* width
        }
      }
    }
  }
}

/// Computes one input image's gradient, phase by phase.
private func convolvePhases(
  _ dy: UnsafePointer<Float>, packed: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>,
  _ geometry: ConvolutionGeometry, _ phases: InputGradientPhases
) {
  let channels = geometry.inputChannels
  let rowCount = phases.seenWidth &* geometry.filters
  var packed = packed
  phases.forEachPair { vertical, horizontal in
    let height = evenTileHeight(rows: horizontal.count)
    let steps = horizontal.taps &* geometry.filters
    forEachPanel(channels) { column, width, valid in
      for i in 0..<vertical.count {
        let pixel =
          (vertical.first &+ i &* geometry.strideHeight) &* geometry.inputWidth
          &+ horizontal.first
        var panel = SegmentPanel(
          a: dy + horizontal.start &* geometry.filters,
          aRow: geometry.filters, aSegment: rowCount, segments: vertical.taps, steps: steps,
          b: packed, bStep: width, c: dx + (pixel &* channels &+ column),
          cRow: geometry.strideWidth &* channels, columns: valid)
        panel.clip(
          first: vertical.start &+ i &- phases.vertical.before, height: geometry.outputHeight)
        SegmentTiles(panel: panel).computeRows(horizontal.count, width: width, height: height)
      }
      packed += vertical.taps &* steps &* width
    }
  }
}
