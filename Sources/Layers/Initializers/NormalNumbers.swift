import Engine

extension ParameterRandom {
  /// What a normal number that is cut at 2 has for its standard deviation.
  ///
  /// Keras divides by it, so that the cut does not make the numbers smaller. It is
  /// `√(1 - 4 φ(2) / (2 Φ(2) - 1))`.
  static let cutDeviation = 0.879_625_661_034_239_78

  /// The normal number at a place, drawn again until it lies between -2 and 2.
  func cutNormal(_ place: UInt32) -> Double {
    var attempt: UInt32 = 0
    while true {
      let candidates = normals(place, attempt: attempt)
      for lane in candidates.indices where candidates[lane].magnitude < 2 {
        return candidates[lane]
      }
      attempt &+= 1
    }
  }

  /// Fills `count` values with numbers of mean 0 and a standard deviation, none beyond twice what
  /// it would be without the cut.
  func fillCut(_ values: UnsafeMutablePointer<Float>, count: Int, deviation: Double) {
    let uncut = deviation / Self.cutDeviation
    for place in 0..<count {
      unsafe values[place] = Float(uncut * cutNormal(UInt32(truncatingIfNeeded: place)))
    }
  }
}
