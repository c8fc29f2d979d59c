import Engine

extension ParameterRandom {
  /// The standard deviation of a normal distribution truncated at 2.
  ///
  /// Keras divides by it, so that truncation does not reduce the deviation. It is
  /// `√(1 - 4 φ(2) / (2 Φ(2) - 1))`.
  static let truncatedDeviation = 0.879_625_661_034_239_78

  /// The normal number at a index, drawn again until it lies between -2 and 2.
  func cutNormal(_ index: UInt32) -> Double {
    var attempt: UInt32 = 0
    while true {
      let candidates = normals(index, attempt: attempt)
      for lane in candidates.indices where candidates[lane].magnitude < 2 {
        return candidates[lane]
      }
      attempt &+= 1
    }
  }

  /// Fills `count` values with numbers of mean 0 and a standard deviation, truncated at two
  /// deviations of the untruncated distribution.
  func fillTruncated(_ values: UnsafeMutablePointer<Float>, count: Int, deviation: Double) {
    let untruncated = deviation / Self.truncatedDeviation
    for index in 0..<count {
      unsafe values[index] = Float(untruncated * cutNormal(UInt32(truncatingIfNeeded: index)))
    }
  }
}
