import KernelInterface

extension InputGradientPhases {
  /// Whether to add taps one by one to the sums in memory, each only to the pixels that it reaches.
  ///
  /// That costs a load and a store of each sum for each tap, which pays where an image is so narrow
  /// that at least a tenth of the products would be with zeros beyond its edges.
  @inline(__always)
  var takesTapsOneByOne: Bool {
    guard geometry.filters >= 32, geometry.inputChannels % (hasWideRegisters ? 32 : 16) == 0 else {
      return false
    }
    var (products, useful) = (0, 0)
    for phase in 0..<geometry.strideWidth {
      let phase = horizontal.phase(phase)
      products &+= phase.count &* phase.taps
      for tap in 0..<phase.taps { useful &+= reached(by: tap, of: phase).count }
    }
    return useful &* 10 <= products &* 9
  }

  /// The inputs of a horizontal phase that a tap reaches.
  @inline(__always)
  func reached(by tap: Int, of phase: Phase) -> Range<Int> {
    let output = firstOutput(of: tap, of: phase)
    let first = output < 0 ? -output : 0
    let end = min(geometry.outputWidth &- output, phase.count)
    return first..<max(first, end)
  }

  /// The output column that a tap multiplies for a horizontal phase's first input; it may be
  /// outside the image.
  @inline(__always)
  func firstOutput(of tap: Int, of phase: Phase) -> Int {
    phase.start &+ tap &- horizontal.before
  }
}

/// Computes one input image's gradient, tap by tap; `dx` is initially zero.
///
/// Each sum adds its taps in the order of `convolvePhases`.
func addTaps(
  _ dy: UnsafePointer<Float>, packed: UnsafePointer<Float>, to dx: UnsafeMutablePointer<Float>,
  _ geometry: ConvolutionGeometry, _ phases: InputGradientPhases
) {
  var packed = packed
  phases.forEachPair { vertical, horizontal in
    forEachPanel(geometry.inputChannels) { column, width, _ in
      for tapRow in 0..<vertical.taps {
        for tap in 0..<horizontal.taps {
          let reached = phases.reached(by: tap, of: horizontal)
          let height = evenTileHeight(rows: reached.count)
          for i in 0..<vertical.count {
            let row = vertical.start &+ i &+ tapRow &- phases.vertical.before
            guard row >= 0, row < geometry.outputHeight else { continue }
            let output =
              row &* geometry.outputWidth &+ phases.firstOutput(of: tap, of: horizontal)
              &+ reached.lowerBound
            let input =
              (vertical.first &+ i &* geometry.strideHeight) &* geometry.inputWidth
              &+ horizontal.first &+ reached.lowerBound &* geometry.strideWidth
            let panel = Panel(
              a: dy + output &* geometry.filters, aRow: geometry.filters, aStep: 1, b: packed,
              bStep: width, c: dx + (input &* geometry.inputChannels &+ column),
              cRow: geometry.strideWidth &* geometry.inputChannels, columns: width)
            TapTiles(panel: panel, steps: geometry.filters)
              .computeRows(reached.count, width: width, height: height)
          }
          packed += geometry.filters &* width
        }
      }
    }
  }
}

/// Tiles that continue sums in memory.
private struct TapTiles: TileLoop {
  var panel: Panel
  var steps: Int

  @inline(never)
  func compute<T: Tile>(_: T.Type, row: Int) {
    let c = panel.c + row &* panel.cRow
    var tile = T(loading: UnsafePointer(c), cRow: panel.cRow)
    var a = panel.a + row &* panel.aRow
    var b = panel.b
    let aRow = panel.aRow
    let end = a + steps
    repeat {
      tile.addProduct(a, aRow: aRow, T.Width(loading: b))
      a += 1
      b += T.Width.count
    } while a != end
    // Here -0 and +0 are equivalent: later additions give the same number for both.
    tile.store(to: c, cRow: panel.cRow)
  }
}
