/// A digest of bit patterns: FNV-1a (Fowler, Noll, Vo), low byte first.
public struct BitDigest: Sendable {
  /// The digest of all that was added.
  public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Starts with nothing added.
  public init() {}

  /// Adds numbers, in order.
  public mutating func add(_ values: [Float]) {
    for float in values {
      for shift in [0, 8, 16, 24] as [UInt32] {
        value = (value ^ UInt64(float.bitPattern >> shift & 0xff)) &* 0x100_0000_01b3
      }
    }
  }
}
