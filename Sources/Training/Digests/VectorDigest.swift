import Engine
import Kernels

/// The digests of a vector's runs of up to 1,024 numbers.
struct VectorDigest: Equatable {
  private(set) var runs: [RunDigest]

  /// The digest of `count` values, in runs of 1,024 from the first on.
  init(of values: UnsafePointer<Float>, count: Int) {
    let size = RunDigest.runSize
    unsafe self.init(
      of: values,
      runs: stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) })
  }

  /// The digests of runs of values, given as ranges of at most 1,024.
  init(of values: UnsafePointer<Float>, runs ranges: [Range<Int>]) {
    runs = ranges.map { run in
      unsafe kernels.runDigest(of: values + run.lowerBound, count: run.count)
    }
  }

  /// Decodes digests from integers.
  init(_ integers: ArraySlice<UInt64>) {
    runs = stride(from: integers.startIndex, to: integers.endIndex, by: 2).map {
      RunDigest(sum: integers[$0], moment: integers[$0 + 1])
    }
  }

  /// The encoded digests, two integers for each run, to send to other ranks.
  var integers: [UInt64] { runs.flatMap { [$0.sum, $0.moment] } }

  /// Each run's digest in 64 bits, which tell that runs differ, not where.
  var folded: [UInt64] { runs.map(\.folded) }

  /// Returns the first index where this vector differs from another of the same length; nil if none
  /// does.
  ///
  /// It is the element, or the first of a run in which several elements differ.
  func firstDifference(from other: VectorDigest) -> Int? {
    guard let run = zip(runs, other.runs).enumerated().first(where: { $1.0 != $1.1 }) else {
      return nil
    }
    return run.offset * RunDigest.runSize
      + (run.element.0.differingElement(from: run.element.1) ?? 0)
  }
}

extension ParameterSpace {
  /// Returns the name of an element: `element 17 of dense/kernel`.
  func name(ofElement index: Int) -> String {
    // An index between two parameters belongs to the one before.
    guard let parameter = parameters.last(where: { $0.range.lowerBound <= index }) else {
      return "element \(index)"
    }
    return "element \(index - parameter.range.lowerBound) of \(parameter.name)"
  }
}
