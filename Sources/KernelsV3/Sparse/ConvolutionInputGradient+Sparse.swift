import CVector
import KernelInterface

/// Computes `convolutionInputGradient` from the nonzero values of `dy`.
///
/// Each output pixel adds multiples of the filters to its patch. Within a band the filters' last
/// rows, and their last columns, go first: so every input pixel adds its output pixels by row and
/// column, as when all values are added. Where the filters are not finite, the zeros are included.
func sparseInputGradient(
  _ dy: ConvolutionOutputGradient, _ filters: UnsafePointer<Float>,
  into dx: UnsafeMutablePointer<Float>, geometry: ConvolutionGeometry, rows: Int,
  scratch: UnsafeMutablePointer<Float>
) {
  let patches = ImagePatches(geometry)
  let memory = SparseInputGradientScratch(patches, rowStep: dy.rowStep, scratch)
  let includesZeros = !isFinite(filters, count: geometry.filterCount)
  memory.packFilters(filters, patches)
  for sample in 0..<rows {
    let result = dx + sample &* geometry.inputCount
    let image = patches.frame == nil ? result : memory.image
    image.update(repeating: 0, count: patches.frame?.count ?? geometry.inputCount)
    patches.forEachBand(rowStep: dy.rowStep) { rows in
      var values = NonzeroValues(list: memory.values)
      var runs = 0
      dy.forEachPixel(ofSample: sample, rows: rows, geometry) { row, column, gradient in
        let before = values.count
        var filter = 0
        while filter < geometry.filters {
          values.append(
            gradient.vector(filter), first: filter, scale: patches.segment,
            includesZeros: includesZeros)
          filter &+= laneCount
        }
        memory.runs[runs] = PixelRun(
          patch: Int32(truncatingIfNeeded: patches.start(row: row, column: column)),
          end: Int32(truncatingIfNeeded: values.count))
        runs &+= values.count > before ? 1 : 0
      }
      // One filter row's segments at a time stay in the L1 cache.
      InputPatches(
        packed: UnsafePointer(memory.packed), image: image, imageRow: patches.imageRow,
        segment: patches.segment, filters: geometry.filters,
        values: UnsafePointer(memory.values), runs: UnsafePointer(memory.runs),
        runCount: runs
      ).computeSegments(geometry.filterHeight, width: patches.segment)
    }
    patches.frame?.extract(UnsafePointer(memory.image), into: result)
  }
}

/// The multiples of the filters that some output pixels add to their patches.
private struct InputPatches: PatchTiles {
  /// For each row of the filters, a segment of each filter.
  var packed: UnsafePointer<Float>
  var image: UnsafeMutablePointer<Float>
  var imageRow: Int
  var segment: Int
  var filters: Int
  var values: UnsafePointer<IndexedValue>
  var runs: UnsafePointer<PixelRun>
  var runCount: Int
  var column = 0

  @inline(__always)
  static var mostSegments: Int { 1 }

  @inline(never)
  func compute<T: Tile>(_: T.Type, row first: Int) {
    let rows = packed + (first &* filters &* segment &+ column)
    let image = image + (first &* imageRow &+ column)
    var start = 0
    for run in 0..<runCount {
      let end = Int(runs[run].end)
      addMultiples(
        T.self, of: rows, bRow: 0, values + start, count: end &- start,
        to: image + Int(runs[run].patch), cRow: 0)
      start = end
    }
  }
}

/// One output pixel's nonzero values.
private struct PixelRun {
  /// The offset of the pixel's patch in the image.
  var patch: Int32
  /// The end of its values in the list; they start at the end of the previous pixel's.
  var end: Int32
}

/// The scratch memory of `sparseInputGradient`.
struct SparseInputGradientScratch {
  /// The framed image.
  let image: UnsafeMutablePointer<Float>
  /// `[filterHeight, filters, filterWidth * inputChannels]`.
  let packed: UnsafeMutablePointer<Float>
  fileprivate let runs: UnsafeMutablePointer<PixelRun>
  let values: UnsafeMutablePointer<IndexedValue>

  init(_ patches: ImagePatches, rowStep: Int, _ scratch: UnsafeMutablePointer<Float>) {
    let bandPixels = patches.bandPixels(rowStep: rowStep)
    var cut = ScratchCut(scratch)
    image = cut.take(patches.frame?.count ?? 0)
    packed = cut.take(patches.geometry.filterCount)
    runs = cut.take(bandPixels + 1)
    values = cut.take(NonzeroValues.capacity(bandPixels * patches.geometry.filters))
  }

  /// The total number of floats.
  static func count(_ patches: ImagePatches, rowStep: Int) -> Int {
    let bandPixels = patches.bandPixels(rowStep: rowStep)
    let listed = bandPixels * patches.geometry.filters
    return (patches.frame?.count ?? 0) + patches.geometry.filterCount
      + wholeVectors(2 * (bandPixels + 1)) + 2 * NonzeroValues.capacity(listed)
  }

  /// Writes each filter's segments as rows.
  func packFilters(_ filters: UnsafePointer<Float>, _ patches: ImagePatches) {
    let (segment, count) = (patches.segment, patches.geometry.filters)
    for row in 0..<patches.geometry.filterHeight {
      let start = row &* segment &* count
      for step in stride(from: 0, to: segment, by: laneCount) {
        for filter in stride(from: 0, to: count, by: laneCount) {
          vector_transpose(
            filters + (start &+ step &* count &+ filter), count, laneCount, laneCount,
            packed + (start &+ filter &* segment &+ step), segment)
        }
      }
    }
  }
}
