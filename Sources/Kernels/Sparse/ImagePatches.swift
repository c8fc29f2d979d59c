/// The patches of an image that a convolution's filters see, for kernels that skip zeros of the
/// output's gradient.
///
/// A patch is `filterHeight` segments of `filterWidth` pixels, whole vectors each, in an image that
/// has the zeros around it in memory.
struct ImagePatches {
  let geometry: ConvolutionGeometry
  /// How the image is framed, or nil where the filters see nothing beyond it.
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

  /// The floats of a segment.
  var segment: Int { geometry.filterWidth &* geometry.inputChannels }

  /// The floats of an image row.
  var imageRow: Int { (frame?.paddedWidth ?? geometry.inputWidth) &* geometry.inputChannels }

  /// Where the patch of the output pixel `(row, column)` starts in the image.
  @inline(__always)
  func start(row: Int, column: Int) -> Int {
    row &* geometry.strideHeight &* imageRow
      &+ column &* geometry.strideWidth &* geometry.inputChannels
  }

  /// Cuts the output's rows, in steps of `rowStep`, into bands whose lists of values stay small.
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

  /// The most rows of a band: as many steps as have 512 pixels, or one.
  func bandHeight(rowStep: Int) -> Int {
    let steps = max(512 / (geometry.outputWidth &* rowStep), 1)
    return min(steps &* rowStep, geometry.outputHeight)
  }

  /// The most pixels of a band.
  func bandPixels(rowStep: Int) -> Int {
    bandHeight(rowStep: rowStep) * geometry.outputWidth
  }
}

/// A computation over tiles of patches.
protocol PatchTiles {
  /// Computes the tiles that start at a segment of the patches and a column of the segments.
  func compute<T: Tile>(_: T.Type, segment: Int, column: Int)
}

extension PatchTiles {
  /// Computes `segments` segments of `width` floats, whole vectors, from the last column of the last
  /// one on; up to three at once where registers allow and `takesThree` says so.
  ///
  /// Six vectors of three segments keep the most sums in registers.
  @inline(__always)
  func computeSegments(_ segments: Int, width: Int, takesThree: Bool) {
    var segment = segments
    while segment > 0 {
      let rows = hasWideRegisters && takesThree && segment >= 3 ? 3 : 1
      segment &-= rows
      var column = width
      while column > 0 {
        let vectors = column / laneCount
        let taken = vectors >= 6 ? 6 : vectors >= 4 ? 4 : vectors >= 2 ? 2 : 1
        column &-= taken &* laneCount
        switch taken {
        case 6: compute(SixVectors.self, rows: rows, segment, column)
        case 4: compute(FourVectors.self, rows: rows, segment, column)
        case 2: compute(TwoVectors.self, rows: rows, segment, column)
        default: compute(Vector.self, rows: rows, segment, column)
        }
      }
    }
  }

  @inline(__always)
  private func compute<Width: Columns>(
    _: Width.Type, rows: Int, _ segment: Int, _ column: Int
  ) {
    if rows == 3 {
      compute(Stack<Rows2<Width>, Row<Width>>.self, segment: segment, column: column)
    } else {
      compute(Row<Width>.self, segment: segment, column: column)
    }
  }
}

/// Two runs of columns side by side.
struct Beside<Left: Columns, Right: Columns>: Columns {
  var left = Left()
  var right = Right()

  @inline(__always)
  init() {}

  @inline(__always)
  init(loading p: UnsafePointer<Float>) {
    left = Left(loading: p)
    right = Right(loading: p + Left.count)
  }

  @inline(__always)
  static var count: Int { Left.count &+ Right.count }

  @inline(__always)
  mutating func addProduct(_ factor: Vector, _ other: Beside) {
    left.addProduct(factor, other.left)
    right.addProduct(factor, other.right)
  }

  @inline(__always)
  mutating func add(to older: Beside) {
    left.add(to: older.left)
    right.add(to: older.right)
  }

  @inline(__always)
  func store(to p: UnsafeMutablePointer<Float>) {
    left.store(to: p)
    right.store(to: p + Left.count)
  }

  @inline(__always)
  func store(to p: UnsafeMutablePointer<Float>, first count: Int) {
    left.store(to: p, first: count < Left.count ? count : Left.count)
    if count > Left.count {
      right.store(to: p + Left.count, first: count &- Left.count)
    }
  }
}

/// Ninety-six adjacent columns.
typealias SixVectors = Beside<FourVectors, TwoVectors>
