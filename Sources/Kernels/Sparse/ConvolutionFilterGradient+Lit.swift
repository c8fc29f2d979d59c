import CVector

/// `convolutionFilterGradient` of the numbers of `dy` that are not zero.
///
/// Each filter's sum of patches is a chain of its own, in the same order as where all numbers are
/// taken. Where a sample of `x` is not finite, the zeros take part.
func litFilterGradient(
  _ x: UnsafePointer<Float>, _ dy: ConvolutionOutputGradient,
  into dw: UnsafeMutablePointer<Float>, geometry: ConvolutionGeometry,
  leafRows: UnsafePointer<Int>, leafCount: Int, scratch: UnsafeMutablePointer<Float>
) {
  let patches = LitPatches(geometry)
  let memory = LitFilterScratch(patches, rowStep: dy.rowStep, scratch)
  let inner = geometry.filterHeight &* patches.segment
  forEachPanel(geometry.filters) { panel, width, _ in
    let sums = LeafSums(sums: memory.sums, count: inner &* width)
    sums.addLeaves(leafCount) { leaf, sum in
      for sample in leafRows[leaf]..<leafRows[leaf &+ 1] {
        var image = x + sample &* geometry.inputCount
        let takesZeros = !isFinite(image, count: geometry.inputCount)
        if let frame = patches.frame {
          frame.copy(image, into: memory.image)
          image = UnsafePointer(memory.image)
        }
        patches.forEachBand(rowStep: dy.rowStep) { rows in
          var numbers = LitNumbers(list: memory.numbers)
          dy.forEachPixel(ofSample: sample, rows: rows, geometry) { row, column, gradient in
            let pixel = row &* geometry.outputWidth &+ column
            var filter = 0
            while filter < width {
              numbers.append(
                gradient.vector(panel &+ filter), first: pixel &* width &+ filter, scale: 1,
                takesZeros: takesZeros)
              filter &+= laneCount
            }
          }
          memory.sort(numbers, byFiltersOf: width)
          FilterPatches(
            image: image, imageRow: patches.imageRow, sum: sum, segment: patches.segment,
            inner: inner, filters: width, memory: memory
          ).computeSegments(geometry.filterHeight, width: patches.segment, takesThree: true)
        }
      }
    }
    memory.storeRoot(to: dw + panel, rowCount: geometry.filters, inner: inner, filters: width)
  }
}

/// The sums of a panel's filters over the patches that their lists tell.
private struct FilterPatches: PatchTiles {
  var image: UnsafePointer<Float>
  var imageRow: Int
  /// A row for each filter.
  var sum: UnsafeMutablePointer<Float>
  var segment: Int
  var inner: Int
  var filters: Int
  var memory: LitFilterScratch

  @inline(never)
  func compute<T: Tile>(_: T.Type, segment first: Int, column: Int) {
    let rows = image + (first &* imageRow &+ column)
    var c = sum + (first &* segment &+ column)
    for filter in 0..<filters {
      addMultiples(
        T.self, of: rows, bRow: imageRow, memory.list(ofFilter: filter),
        count: Int(memory.counts[filter]), to: c, cRow: segment)
      c += inner
    }
  }
}

/// The scratch memory of `litFilterGradient`.
struct LitFilterScratch {
  /// The framed image.
  let image: UnsafeMutablePointer<Float>
  /// Where each output pixel's patch starts in the image.
  let starts: UnsafeMutablePointer<Int32>
  /// How many numbers each filter's list has.
  let counts: UnsafeMutablePointer<Int32>
  /// The numbers of a band.
  let numbers: UnsafeMutablePointer<PlacedNumber>
  /// The waiting sums of the tree, the first of them its root.
  let sums: UnsafeMutablePointer<Float>
  private let lists: UnsafeMutablePointer<PlacedNumber>
  private let bandPixels: Int

  /// Cuts the memory up, and remembers where the patches start.
  init(_ patches: LitPatches, rowStep: Int, _ scratch: UnsafeMutablePointer<Float>) {
    let geometry = patches.geometry
    let pixels = geometry.outputHeight * geometry.outputWidth
    var cut = ScratchCut(scratch)
    bandPixels = patches.bandPixels(rowStep: rowStep)
    image = cut.take(patches.frame?.count ?? 0)
    starts = cut.take(pixels)
    counts = cut.take(packedPanelWidth)
    numbers = cut.take(LitNumbers.capacity(bandPixels * packedPanelWidth))
    lists = cut.take(bandPixels * packedPanelWidth)
    sums = cut.rest
    for pixel in 0..<pixels {
      let (row, column) = pixel.quotientAndRemainder(dividingBy: geometry.outputWidth)
      starts[pixel] = Int32(truncatingIfNeeded: patches.start(row: row, column: column))
    }
  }

  /// The floats of it all.
  static func count(_ patches: LitPatches, rowStep: Int) -> Int {
    let geometry = patches.geometry
    let listed = patches.bandPixels(rowStep: rowStep) * packedPanelWidth
    return (patches.frame?.count ?? 0)
      + wholeVectors(geometry.outputHeight * geometry.outputWidth) + packedPanelWidth
      + 2 * LitNumbers.capacity(listed) + 2 * listed
      + (treeDepth + 1) * geometry.filterHeight * patches.segment * packedPanelWidth
  }

  @inline(__always)
  func list(ofFilter filter: Int) -> UnsafeMutablePointer<PlacedNumber> {
    lists + filter &* bandPixels
  }

  /// Gives each of `width` filters, a power of two, its numbers of a band, in order.
  @inline(__always)
  func sort(_ numbers: LitNumbers, byFiltersOf width: Int) {
    counts.update(repeating: 0, count: width)
    let shift = width.trailingZeroBitCount
    for i in 0..<numbers.count {
      let entry = numbers.list[i]
      let place = Int(entry.place)
      let filter = place & (width &- 1)
      let count = Int(counts[filter])
      list(ofFilter: filter)[count] = PlacedNumber(
        place: starts[place &>> shift], number: entry.number)
      counts[filter] = Int32(truncatingIfNeeded: count &+ 1)
    }
  }

  /// Stores the root, a row for each filter, as columns of `dw`.
  func storeRoot(
    to dw: UnsafeMutablePointer<Float>, rowCount: Int, inner: Int, filters: Int
  ) {
    forEachVector(inner &* filters) { i, _ in
      Vector(loading: sums + i).positiveZeros.store(to: sums + i)
    }
    for filter in stride(from: 0, to: filters, by: laneCount) {
      for row in stride(from: 0, to: inner, by: laneCount) {
        vector_transpose(
          sums + (filter &* inner &+ row), inner, laneCount, laneCount,
          dw + (row &* rowCount &+ filter), rowCount)
      }
    }
  }
}
