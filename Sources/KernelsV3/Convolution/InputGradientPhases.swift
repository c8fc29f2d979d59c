import KernelInterface

/// The decomposition of the input gradient into convolutions of stride 1.
///
/// With a stride of `n` only every n-th tap of a filter reaches a given input row, and which ones
/// depends on the row's phase, `(row + padding) mod n`. Rows of one phase are a convolution of
/// stride 1 over the output gradient with those taps, rotated by 180°.
struct InputGradientPhases {
  var vertical: PhaseAxis
  var horizontal: PhaseAxis
  let geometry: ConvolutionGeometry

  init(_ geometry: ConvolutionGeometry) {
    self.geometry = geometry
    vertical = PhaseAxis(
      input: geometry.inputHeight, filter: geometry.filterHeight,
      stride: geometry.strideHeight, padding: geometry.paddingTop)
    horizontal = PhaseAxis(
      input: geometry.inputWidth, filter: geometry.filterWidth,
      stride: geometry.strideWidth, padding: geometry.paddingLeft)
  }

  /// The padding of the output gradient for the rotated filters, or nil where they read nothing
  /// outside it.
  var padding: ImagePadding? {
    if horizontal.before == 0 && horizontal.seen <= geometry.outputWidth { return nil }
    return ImagePadding(
      height: geometry.outputHeight, width: geometry.outputWidth, channels: geometry.filters,
      left: horizontal.before, paddedWidth: horizontal.seen)
  }

  /// The number of columns of the padded output gradient.
  var seenWidth: Int { padding?.paddedWidth ?? geometry.outputWidth }

  /// Calls `body` for every pair of a vertical and a horizontal phase, always in the same order.
  @inline(__always)
  func forEachPair(_ body: (_ vertical: Phase, _ horizontal: Phase) -> Void) {
    for i in 0..<geometry.strideHeight {
      for j in 0..<geometry.strideWidth {
        body(vertical.phase(i), horizontal.phase(j))
      }
    }
  }
}

/// One axis of an input gradient.
struct PhaseAxis {
  var input: Int
  var filter: Int
  var stride: Int
  var padding: Int

  /// The greatest number of taps of a phase: that of phase 0.
  private var mostTaps: Int { (filter + stride - 1) / stride }

  /// The last output that the first tap of a filter multiplies for the first input.
  private var firstOutput: Int { padding / stride }

  /// The number of outputs that the phases read, including the padding.
  var seen: Int { (input - 1 + padding) / stride - firstOutput + mostTaps }

  /// The number of these before the first output; negative where some outputs are never read.
  var before: Int { mostTaps - 1 - firstOutput }

  /// The inputs `i` with `(i + padding) mod stride == phase`.
  func phase(_ phase: Int) -> Phase {
    let first = ((phase - padding) % stride + stride) % stride
    let taps = phase < filter ? (filter - phase + stride - 1) / stride : 0
    return Phase(
      first: first, count: first < input ? (input - first + stride - 1) / stride : 0, taps: taps,
      start: (first + padding) / stride - firstOutput + mostTaps - taps,
      lastTap: phase + stride * (taps - 1), stride: stride)
  }
}

/// The inputs of one phase on one axis.
struct Phase {
  /// The first input; the others follow a stride apart.
  var first: Int
  /// The number of inputs.
  var count: Int
  /// The number of outputs that each of them sums.
  var taps: Int
  /// The offset of the first input's outputs among those read.
  var start: Int
  fileprivate var lastTap: Int
  fileprivate var stride: Int

  /// The index in the filter of the tap that multiplies output number `i` of an input.
  @inline(__always)
  func tap(_ i: Int) -> Int { lastTap &- i &* stride }
}
