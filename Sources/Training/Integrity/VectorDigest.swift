import Engine
import Kernels

/// The digests of a vector's runs of 1,024 numbers.
struct VectorDigest: Equatable {
  private(set) var runs: [RunDigest] = []

  /// The digest of `count` values.
  init(of values: UnsafePointer<Float>, count: Int) {
    for start in stride(from: 0, to: count, by: RunDigest.runSize) {
      runs.append(
        unsafe RunDigest(of: values + start, count: min(RunDigest.runSize, count - start)))
    }
  }

  /// The digests that gave these words.
  init(words: ArraySlice<UInt64>) {
    runs = stride(from: words.startIndex, to: words.endIndex, by: 2).map {
      RunDigest(sum: words[$0], moment: words[$0 + 1])
    }
  }

  /// The digests as words, two for each run: for sending them to other ranks.
  var words: [UInt64] { runs.flatMap { [$0.sum, $0.moment] } }

  /// The first place where this vector differs from another of the same length; nil where none
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
  /// What stands at a place: `element 17 of dense/kernel`.
  func name(ofElement place: Int) -> String {
    // A place between two parameters belongs to the one before.
    guard let parameter = parameters.last(where: { $0.range.lowerBound <= place }) else {
      return "element \(place)"
    }
    return "element \(place - parameter.range.lowerBound) of \(parameter.name)"
  }
}
