import CVector
import KernelInterface

extension ConvolutionOutputGradient {
  /// The number of values of a sample.
  private func count(_ geometry: ConvolutionGeometry) -> Int {
    pooling?.outputCount ?? geometry.outputCount
  }

  /// The floats of `room` that `image` needs.
  func roomCount(_ geometry: ConvolutionGeometry) -> Int {
    pooling == nil ? 0 : wholeVectors(geometry.outputCount)
  }

  /// Returns the sample's gradient of each output pixel, written to `image` after a pooling.
  @inline(__always)
  func image(
    ofSample sample: Int, _ geometry: ConvolutionGeometry,
    room image: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    let start = sample &* count(geometry)
    guard let cells, let pooling else { return values + start }
    CompiledKernels.maxPoolingGradient(
      values + start, indices: cells + start, into: image, geometry: pooling, rows: 1)
    return UnsafePointer(image)
  }

  /// Whether the samples' values are finite and sparse enough that skipping zeros is faster.
  ///
  /// An indexed product costs about twice as much.
  func isSparse(samples: Range<Int>, _ geometry: ConvolutionGeometry) -> Bool {
    let start = values + samples.lowerBound &* count(geometry)
    var (nonzero, greatest) = (0, SIMD16<UInt32>.zero)
    forEachVector(samples.count &* count(geometry)) { i, lanes in
      let bits = Vector(loading: start + i, first: lanes).magnitudeBits
      nonzero &+= vector_lanes_with(bits, magnitudeBits).nonzeroBitCount
      greatest = vector_greater_bits(greatest, bits)
    }
    return nonzero &* 5 <= samples.count &* geometry.outputCount &* 2
      && greatest.max() < Float.infinity.bitPattern
  }

  /// Calls `body` for the pixels of some output rows of a sample that may have a gradient, in
  /// row-major order.
  ///
  /// After a pooling, `rows` starts at a multiple of the window stride.
  @inline(__always)
  func forEachPixel(
    ofSample sample: Int, rows: Range<Int>, _ geometry: ConvolutionGeometry,
    _ body: (_ row: Int, _ column: Int, _ gradient: PixelGradient) -> Void
  ) {
    let start = sample &* count(geometry)
    let filters = geometry.filters
    guard let cells, let pooling else {
      for row in rows {
        for column in 0..<geometry.outputWidth {
          let offset = start &+ (row &* geometry.outputWidth &+ column) &* filters
          body(row, column, PixelGradient(values: values + offset, cell: 0))
        }
      }
      return
    }
    for row in rows {
      let (window, cellRow) = row.quotientAndRemainder(dividingBy: pooling.strideHeight)
      guard window < pooling.outputHeight, cellRow < pooling.poolHeight else { continue }
      for column in 0..<pooling.outputWidth {
        let offset = start &+ (window &* pooling.outputWidth &+ column) &* filters
        for cellColumn in 0..<pooling.poolWidth {
          body(
            row, column &* pooling.strideWidth &+ cellColumn,
            PixelGradient(
              values: values + offset,
              cells: UnsafeRawPointer(cells + offset).assumingMemoryBound(to: Float.self),
              cell: cellRow &* pooling.poolWidth &+ cellColumn))
        }
      }
    }
  }

  /// The number of rows that `forEachPixel` processes together.
  var rowStep: Int { pooling?.strideHeight ?? 1 }
}

/// The gradient of one output pixel.
struct PixelGradient {
  fileprivate var values: UnsafePointer<Float>
  /// The bits of the greatest cells' indices; nil without a pooling.
  fileprivate var cells: UnsafePointer<Float>?
  /// The index of the pixel's cell in its window.
  fileprivate var cell: Int

  /// Returns the values of `count` filters from `filter` on, 1 to 16, and +0 in the other lanes.
  @inline(__always)
  func vector(_ filter: Int, first count: Int = laneCount) -> Vector {
    let gradient = Vector(loading: values + filter, first: count)
    guard let cells else { return gradient }
    return Vector(loading: cells + filter, first: count).whereCell(cell, gradient)
  }
}

extension Vector {
  /// The lanes' bits without their signs.
  @inline(__always)
  var magnitudeBits: SIMD16<UInt32> {
    unsafeBitCast(magnitudes, to: SIMD16<UInt32>.self)
  }
}
