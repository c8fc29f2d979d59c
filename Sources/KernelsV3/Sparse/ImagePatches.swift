import KernelInterface

/// The patches of an image that a convolution's filters read, for kernels that skip zeros of the
/// output's gradient.
///
/// A patch is `filterHeight` segments of `filterWidth` pixels, whole vectors each, in an image that
/// has the zeros around it in memory.
struct ImagePatches {
  let geometry: ConvolutionGeometry
  /// The padding of the image, or nil where the filters read nothing outside it.
  let frame: ImagePadding?

  init(_ geometry: ConvolutionGeometry) {
    self.geometry = geometry
    let seenHeight = (geometry.outputHeight - 1) * geometry.strideHeight + geometry.filterHeight
    let seenWidth = (geometry.outputWidth - 1) * geometry.strideWidth + geometry.filterWidth
    let isInside =
      geometry.paddingTop == 0 && geometry.paddingLeft == 0 && seenHeight <= geometry.inputHeight
      && seenWidth <= geometry.inputWidth
    frame =
      isInside
      ? nil
      : ImagePadding(
        height: geometry.inputHeight, width: geometry.inputWidth,
        channels: geometry.inputChannels, top: geometry.paddingTop, left: geometry.paddingLeft,
        paddedHeight: seenHeight, paddedWidth: seenWidth)
  }

  /// Whether segments and filters are whole vectors.
  static func fit(_ geometry: ConvolutionGeometry) -> Bool {
    (geometry.filterWidth * geometry.inputChannels).isMultiple(of: 16)
      && geometry.filters.isMultiple(of: 16)
  }

  /// The number of floats of a segment.
  var segment: Int { geometry.filterWidth &* geometry.inputChannels }

  /// The number of floats of an image row.
  var imageRow: Int { (frame?.paddedWidth ?? geometry.inputWidth) &* geometry.inputChannels }

  /// Returns the offset of the patch of the output pixel `(row, column)` in the image.
  @inline(__always)
  func start(row: Int, column: Int) -> Int {
    row &* geometry.strideHeight &* imageRow
      &+ column &* geometry.strideWidth &* geometry.inputChannels
  }

  /// Divides the output's rows, in steps of `rowStep`, into bands with short lists of values.
  @inline(__always)
  func forEachBand(rowStep: Int, _ body: (_ rows: Range<Int>) -> Void) {
    let height = bandHeight(rowStep: rowStep)
    var row = 0
    while row < geometry.outputHeight {
      let end = min(row &+ height, geometry.outputHeight)
      body(row..<end)
      row = end
    }
  }

  /// The greatest number of rows of a band: the steps of 512 pixels, or one.
  func bandHeight(rowStep: Int) -> Int {
    let steps = max(512 / (geometry.outputWidth &* rowStep), 1)
    return min(steps &* rowStep, geometry.outputHeight)
  }

  /// The greatest number of pixels of a band.
  func bandPixels(rowStep: Int) -> Int {
    bandHeight(rowStep: rowStep) * geometry.outputWidth
  }
}

/// A computation over tiles of patches, with segments as rows.
protocol PatchTiles: TileLoop {
  /// The number of segments of a tile, 1 or 3; a tile at the end has one.
  static var mostSegments: Int { get }
  /// The first column of the next tile in its segments.
  var column: Int { get set }
}

extension PatchTiles {
  /// Computes `segments` segments of `width` floats, whole vectors, from the last column of the
  /// last one on.
  @inline(__always)
  func computeSegments(_ segments: Int, width: Int) {
    var tiles = self
    var segment = segments
    while segment > 0 {
      let height = segment >= Self.mostSegments ? Self.mostSegments : 1
      segment &-= height
      tiles.column = width
      while tiles.column > 0 {
        let left = tiles.column
        let width = left >= 96 ? 96 : left >= 64 ? 64 : left >= 32 ? 32 : 16
        tiles.column &-= width
        if width == 96 {
          tiles.computeLowTile(SixVectors.self, row: segment, height: height)
        } else {
          tiles.computeLowTile(row: segment, height: height, width: width)
        }
      }
    }
  }
}
