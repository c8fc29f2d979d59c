import KernelInterface

extension CompiledKernels {
  package static func categoricalCrossEntropy(
    probabilities: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      let offset = row &* columns
      let (p, t) = (probabilities + offset, targets + offset)
      let (loss, sum, target) = rowLoss(p, t, columns)
      losses[row] = loss
      let (sums, all) = (Vector(repeating: sum), Vector(repeating: target))
      let scale = Vector(repeating: scales[row])
      @inline(__always)
      func derivative(_ p: Vector, _ t: Vector) -> Vector {
        let share = ClippedShare(p, of: sums)
        return (all - share.whereInside(t) / share.value) / sums * scale
      }
      mapVectors(p, t, into: gradient + offset, count: columns, derivative)
    }
  }

  package static func categoricalCrossEntropyLoss(
    probabilities: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    losses: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      let offset = row &* columns
      losses[row] = rowLoss(probabilities + offset, targets + offset, columns).loss
    }
  }
}

/// Returns the loss of one row, the sum of its probabilities, and the sum of its targets with a
/// gradient.
@inline(__always)
private func rowLoss(_ p: UnsafePointer<Float>, _ t: UnsafePointer<Float>, _ columns: Int)
  -> (loss: Float, sum: Float, target: Float)
{
  var sum = Vector.zero
  forEachVector(columns) { i, lanes in
    sum += Vector(loading: p + i, first: lanes)
  }
  let total = sum.laneSum
  let totals = Vector(repeating: total)
  var loss = Vector.zero
  var target = Vector.zero
  forEachVector(columns) { i, lanes in
    let share = ClippedShare(Vector(loading: p + i, first: lanes), of: totals)
    let t = Vector(loading: t + i, first: lanes)
    loss += (t * vectorLog(share.value)).first(lanes)
    target += share.whereInside(t).first(lanes)
  }
  return (-loss.laneSum, total, target.laneSum)
}

/// A probability divided by its row's sum, clipped away from 0 and 1.
private struct ClippedShare {
  private var share: Vector
  private let lowest = Vector(repeating: 1e-7)
  private let highest = Vector(repeating: 1 - 0x1p-23)

  @inline(__always)
  init(_ probability: Vector, of sum: Vector) {
    share = probability / sum
  }

  /// The quotient, clipped; NaN passes through.
  @inline(__always)
  var value: Vector {
    let atMost = share.whereGreater(than: highest, highest, else: share)
    return lowest.whereGreater(than: share, lowest, else: atMost)
  }

  /// Returns `target` where the quotient was not clipped, otherwise +0.
  @inline(__always)
  func whereInside(_ target: Vector) -> Vector {
    let atMost = share.whereGreater(than: highest, .zero, else: target)
    return lowest.whereGreater(than: share, .zero, else: atMost)
  }
}
