import CVector
import KernelInterface

/// Computes `convolutionFilterGradient` from the nonzero values of `dy`.
///
/// Each filter's sum of patches is a chain of its own, in the order in which all values are added.
/// Where a sample of `x` is not finite, the zeros are included.
func sparseFilterGradient(
  _ x: UnsafePointer<Float>, _ dy: ConvolutionOutputGradient,
  into dw: UnsafeMutablePointer<Float>, geometry: ConvolutionGeometry, leaves: Leaves,
  scratch: UnsafeMutablePointer<Float>
) {
  let patches = ImagePatches(geometry)
  let memory = SparseFilterGradientScratch(patches, rowStep: dy.rowStep, scratch)
  let inner = geometry.filterHeight &* patches.segment
  forEachPanel(geometry.filters) { panel, width, _ in
    let sums = TreeRows(sums: memory.sums, count: inner &* width)
    sums.addLeaves(leaves) { samples, sum in
      for sample in samples {
        var image = x + sample &* geometry.inputCount
        let includesZeros = !isFinite(image, count: geometry.inputCount)
        if let frame = patches.frame {
          frame.copy(image, into: memory.image)
          image = UnsafePointer(memory.image)
        }
        patches.forEachBand(rowStep: dy.rowStep) { rows in
          var values = NonzeroValues(list: memory.values)
          dy.forEachPixel(ofSample: sample, rows: rows, geometry) { row, column, gradient in
            let pixel = row &* geometry.outputWidth &+ column
            var filter = 0
            while filter < width {
              values.append(
                gradient.vector(panel &+ filter), first: pixel &* width &+ filter, scale: 1,
                includesZeros: includesZeros)
              filter &+= laneCount
            }
          }
          memory.sort(values, byFiltersOf: width)
          FilterPatches(
            image: image, imageRow: patches.imageRow, sum: sum, segment: patches.segment,
            inner: inner, filters: width, memory: memory
          ).computeSegments(geometry.filterHeight, width: patches.segment)
        }
      }
    }
    memory.storeRoot(to: dw + panel, rowCount: geometry.filters, inner: inner, filters: width)
  }
}

/// The sums of a panel's filters over the patches in their lists.
private struct FilterPatches: PatchTiles {
  var image: UnsafePointer<Float>
  var imageRow: Int
  /// A row for each filter.
  var sum: UnsafeMutablePointer<Float>
  var segment: Int
  var inner: Int
  var filters: Int
  var memory: SparseFilterGradientScratch
  var column = 0

  /// Six vectors of three segments keep the greatest number of sums in registers.
  @inline(__always)
  static var mostSegments: Int { hasWideRegisters ? 3 : 1 }

  @inline(never)
  func compute<T: Tile>(_: T.Type, row first: Int) {
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

/// The scratch memory of `sparseFilterGradient`.
struct SparseFilterGradientScratch {
  /// The framed image.
  let image: UnsafeMutablePointer<Float>
  /// The offset of each output pixel's patch in the image.
  let starts: UnsafeMutablePointer<Int32>
  /// The number of values of each filter's list.
  let counts: UnsafeMutablePointer<Int32>
  /// The nonzero values of a band.
  let values: UnsafeMutablePointer<IndexedValue>
  /// The stack of the tree; its first sum becomes the root.
  let sums: UnsafeMutablePointer<Float>
  private let lists: UnsafeMutablePointer<IndexedValue>
  private let bandPixels: Int

  /// Divides the memory and stores the offsets of the patches.
  init(_ patches: ImagePatches, rowStep: Int, _ scratch: UnsafeMutablePointer<Float>) {
    let geometry = patches.geometry
    let pixels = geometry.outputHeight * geometry.outputWidth
    var cut = ScratchCut(scratch)
    bandPixels = patches.bandPixels(rowStep: rowStep)
    image = cut.take(patches.frame?.count ?? 0)
    starts = cut.take(pixels)
    counts = cut.take(packedPanelWidth)
    values = cut.take(NonzeroValues.capacity(bandPixels * packedPanelWidth))
    lists = cut.take(bandPixels * packedPanelWidth)
    sums = cut.rest
    for pixel in 0..<pixels {
      let (row, column) = pixel.quotientAndRemainder(dividingBy: geometry.outputWidth)
      starts[pixel] = Int32(truncatingIfNeeded: patches.start(row: row, column: column))
    }
  }

  /// The total number of floats.
  static func count(_ patches: ImagePatches, rowStep: Int) -> Int {
    let geometry = patches.geometry
    let listed = patches.bandPixels(rowStep: rowStep) * packedPanelWidth
    return (patches.frame?.count ?? 0)
      + wholeVectors(geometry.outputHeight * geometry.outputWidth) + packedPanelWidth
      + 2 * NonzeroValues.capacity(listed) + 2 * listed
      + (treeDepth + 1) * geometry.filterHeight * patches.segment * packedPanelWidth
  }

  @inline(__always)
  func list(ofFilter filter: Int) -> UnsafeMutablePointer<IndexedValue> {
    lists + filter &* bandPixels
  }

  /// Appends the values of a band to the lists of `width` filters, a power of two, in order.
  @inline(__always)
  func sort(_ values: NonzeroValues, byFiltersOf width: Int) {
    counts.update(repeating: 0, count: width)
    let shift = width.trailingZeroBitCount
    for i in 0..<values.count {
      let entry = values.list[i]
      let index = Int(entry.offset)
      let filter = index & (width &- 1)
      let count = Int(counts[filter])
      list(ofFilter: filter)[count] = IndexedValue(
        offset: starts[index &>> shift], value: entry.value)
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
