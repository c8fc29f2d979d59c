import Engine
import Kernels

/// The digests of a vector's runs of 1,024 numbers.
struct VectorDigest: Equatable {
  private(set) var runs: [RunDigest] = []

  /// The digest of `count` values.
  init(of values: UnsafePointer<Float>, count: Int) {
    for start in stride(from: 0, to: count, by: RunDigest.runSize) {
      runs.append(
        unsafe kernels.runDigest(of: values + start, count: min(RunDigest.runSize, count - start)))
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
