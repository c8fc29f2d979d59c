package import TestSupport

extension SampleValues {
  /// Floats in [-1, 1) with full significands.
  package mutating func floats(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float(next() >> 40) * 0x1p-23 - 1 }
  }

  /// Class indices below `classCount`.
  package mutating func classes(_ count: Int, of classCount: Int) -> [Int] {
    (0..<count).map { _ in Int(next() % UInt64(classCount)) }
  }
}
