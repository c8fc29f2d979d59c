import CVector
import KernelInterface

/// Computes one output image of `convolution` from the nonzero values of the image.
///
/// Each output pixel adds them in the order in which it adds all values. `filters` is finite.
@inline(never)
func sparseConvolution(
  _ image: UnsafePointer<Float>, _ filters: UnsafePointer<Float>,
  into y: UnsafeMutablePointer<Float>, _ geometry: ConvolutionGeometry,
  scratch: UnsafeMutablePointer<Float>
) {
  let memory = SparseConvolutionScratch(geometry, scratch)
  let (channels, width) = (geometry.inputChannels, geometry.filters)
  let outputRow = geometry.outputWidth &* width
  ImagePatches(geometry).forEachBand(rowStep: 1) { rows in
    let list = memory.list(image, seenBy: rows, geometry)
    (y + rows.lowerBound &* outputRow).update(repeating: 0, count: rows.count &* outputRow)
    for panel in stride(from: 0, to: width, by: sparsePanelWidth) {
      // One row of the filters at a time stays in the L1 cache.
      for filterRow in 0..<geometry.filterHeight {
        for row in rows {
          let inputRow = row &* geometry.strideHeight &- geometry.paddingTop &+ filterRow
          guard list.rows.contains(inputRow) else { continue }
          let starts = list.starts(ofRow: inputRow)
          for column in 0..<geometry.outputWidth {
            let left = column &* geometry.strideWidth &- geometry.paddingLeft
            let first = left < 0 ? 0 : left
            let right = left &+ geometry.filterWidth
            let end = right < geometry.inputWidth ? right : geometry.inputWidth
            guard first < end else { continue }
            let start = Int(starts[first])
            let tap = filterRow &* geometry.filterWidth &- left
            addMultiples(
              Row<FourVectors>.self, of: filters + (tap &* channels &* width &+ panel), bRow: 0,
              memory.values + start, count: Int(starts[end]) &- start,
              to: y + (row &* outputRow &+ column &* width &+ panel), cRow: 0)
          }
        }
      }
    }
  }
}

extension ConvolutionGeometry {
  /// Whether there are enough filters to hide the latency of their sums, and a row of 64 of them
  /// stays in the L1 cache.
  var suitsNonzeroValues: Bool {
    filters.isMultiple(of: sparsePanelWidth)
      && filterWidth * inputChannels * sparsePanelWidth * MemoryLayout<Float>.size <= 28 << 10
  }

  /// Whether an image is sparse enough that skipping zeros is faster.
  func isSparse(_ image: UnsafePointer<Float>) -> Bool {
    var nonzero = 0
    forEachVector(inputCount) { i, lanes in
      nonzero &+= nonzeroLanes(image + i, first: lanes).nonzeroBitCount
    }
    return nonzero &* 4 <= inputCount &* 3
  }
}

/// The number of filters that are summed together.
@inline(__always)
private var sparsePanelWidth: Int { FourVectors.count }

/// Some rows of an image, as a list of their nonzero values.
private struct NonzeroRows {
  var rows: Range<Int>
  /// For each row, the start of each pixel's values in the list, and the end of the last one's.
  var starts: UnsafeMutablePointer<Int32>
  var width: Int

  @inline(__always)
  func starts(ofRow row: Int) -> UnsafeMutablePointer<Int32> {
    starts + (row &- rows.lowerBound) &* (width &+ 1)
  }
}

/// The scratch memory of `sparseConvolution`.
struct SparseConvolutionScratch {
  let values: UnsafeMutablePointer<IndexedValue>
  private let starts: UnsafeMutablePointer<Int32>

  init(_ geometry: ConvolutionGeometry, _ scratch: UnsafeMutablePointer<Float>) {
    let rows = Self.rowCount(geometry)
    var cut = ScratchCut(scratch)
    starts = cut.take(rows * (geometry.inputWidth + 1))
    values = cut.take(
      NonzeroValues.capacity(rows * geometry.inputWidth * geometry.inputChannels))
  }

  /// The total number of floats.
  static func count(_ geometry: ConvolutionGeometry) -> Int {
    let rows = rowCount(geometry)
    return wholeVectors(rows * (geometry.inputWidth + 1))
      + 2 * NonzeroValues.capacity(rows * geometry.inputWidth * geometry.inputChannels)
  }

  /// Returns the greatest number of input rows that a band of output rows reads.
  private static func rowCount(_ geometry: ConvolutionGeometry) -> Int {
    let rows = ImagePatches(geometry).bandHeight(rowStep: 1)
    return min((rows - 1) * geometry.strideHeight + geometry.filterHeight, geometry.inputHeight)
  }

  /// Lists the input rows that some output rows read, with offsets in a row of the filters.
  fileprivate func list(
    _ image: UnsafePointer<Float>, seenBy rows: Range<Int>, _ geometry: ConvolutionGeometry
  ) -> NonzeroRows {
    let (width, channels) = (geometry.inputWidth, geometry.inputChannels)
    let top = rows.lowerBound &* geometry.strideHeight &- geometry.paddingTop
    let bottom = top &+ (rows.count &- 1) &* geometry.strideHeight &+ geometry.filterHeight
    let first = min(max(top, 0), geometry.inputHeight)
    let seen = first..<max(min(bottom, geometry.inputHeight), first)
    var list = NonzeroValues(list: values)
    var start = starts
    for row in seen {
      for column in 0..<width {
        start.pointee = Int32(truncatingIfNeeded: list.count)
        start += 1
        let pixel = image + (row &* width &+ column) &* channels
        forEachVector(channels) { channel, lanes in
          list.append(
            Vector(loading: pixel + channel, first: lanes), first: column &* channels &+ channel,
            scale: geometry.filters, includesZeros: false)
        }
      }
      start.pointee = Int32(truncatingIfNeeded: list.count)
      start += 1
    }
    return NonzeroRows(rows: seen, starts: starts, width: width)
  }
}
