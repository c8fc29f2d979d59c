import Engine
import Kernels
import Layers
import Parallel

/// The clipping of a rank's slice of the summed gradient.
///
/// A norm is a sum over all ranks' slices: each parameter's chunks of 1,024 elements are summed by
/// the rank that owns them, and every rank adds all chunks in order, so that the norm does not
/// depend on the slices.
struct ClippedGradient {
  private let clipping: GradientClipping
  private let slice: Range<Int>
  private let chunks: OwnedChunks

  /// Creates the clipping of a rank's slice.
  init(_ clipping: GradientClipping, slice: Range<Int>, of space: ParameterSpace) {
    self.clipping = clipping
    self.slice = slice
    chunks = OwnedChunks(of: slice, in: space)
  }

  /// Clips the slice; collective where a norm is needed.
  func clip(_ gradient: SummedSlice, with exchange: any Exchange) throws {
    switch clipping {
    case .value(let limit):
      unsafe kernels.clip(gradient.values, count: slice.count, limit: limit)
    case .norm:
      let sums = try chunkSums(of: gradient, exchange)
      for (part, chunks) in zip(chunks.parts, chunks.ofParameter) {
        scale(part, of: gradient, toNorm: sums[chunks])
      }
    case .globalNorm:
      scale(slice, of: gradient, toNorm: try chunkSums(of: gradient, exchange)[...])
    }
  }

  /// Returns the sums of squares of all ranks' chunks, in order.
  private func chunkSums(
    of gradient: SummedSlice, _ exchange: any Exchange
  ) throws -> [Double] {
    let own = chunks.own.map { chunk in
      unsafe kernels.sumOfSquares(gradient.start(of: chunk), count: chunk.count)
    }
    return try exchange.gatherChunks(own)
  }

  /// Scales a part of the slice by the factor for the norm from chunks' sums of squares.
  private func scale(
    _ part: Range<Int>, of gradient: SummedSlice, toNorm sums: ArraySlice<Double>
  ) {
    let factor = clipping.factor(norm: sums.reduce(0, +).squareRoot())
    guard !part.isEmpty, factor != 1 else { return }
    unsafe kernels.scale(gradient.start(of: part), count: part.count, by: factor)
  }
}
