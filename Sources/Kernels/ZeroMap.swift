/// Which numbers of an array are known to be +0: one byte for each `unit` of them, 1 where all are.
///
/// A kernel that computes zeros need not store them where zeros stand, and one that sums need not
/// read them. Whoever writes anything else to the array clears the map there, or does without it.
public struct ZeroMap {
  private let flags: UnsafeMutablePointer<UInt8>?
  /// The place of the array's first number, counted from where the flags start.
  private let start: Int

  /// The numbers that one flag stands for.
  public static var unit: Int { 256 }

  /// The flags of `count` numbers.
  public static func flagCount(_ count: Int) -> Int { (count + unit - 1) / unit }

  /// A map of an array that starts `start` numbers behind the one that the first flag stands for;
  /// without flags nothing is known or noted.
  public init(_ flags: UnsafeMutablePointer<UInt8>? = nil, start: Int = 0) {
    self.flags = flags
    self.start = start
  }

  /// Whether there are flags.
  @inline(__always)
  var isKept: Bool { flags != nil }

  /// Whether the unit that the number at `place` belongs to is all zeros.
  @inline(__always)
  func isZero(_ place: Int) -> Bool {
    guard let flags else { return false }
    return flags[(start &+ place) / Self.unit] == 1
  }

  /// The numbers from `place` to the end of its unit.
  @inline(__always)
  func left(inUnitOf place: Int) -> Int { Self.unit &- (start &+ place) % Self.unit }

  /// Whether `count` numbers, at least one, are known to be zeros.
  @inline(__always)
  func areZero(from place: Int, count: Int) -> Bool {
    guard let flags else { return false }
    let end = (start &+ place &+ count &- 1) / Self.unit
    for unit in (start &+ place) / Self.unit...end where flags[unit] == 0 { return false }
    return true
  }

  /// Notes that `count` numbers have become zeros.
  @inline(__always)
  func mark(from place: Int, count: Int) {
    guard let flags else { return }
    // Of a unit that reaches further the rest may be anything.
    let first = (start &+ place &+ Self.unit &- 1) / Self.unit
    let end = (start &+ place &+ count) / Self.unit
    if first < end { (flags + first).update(repeating: 1, count: end &- first) }
  }

  /// Notes that `count` numbers have become anything.
  @inline(__always)
  func clear(from place: Int, count: Int) {
    guard let flags, count > 0 else { return }
    let first = (start &+ place) / Self.unit
    let last = (start &+ place &+ count &- 1) / Self.unit
    (flags + first).update(repeating: 0, count: last &- first &+ 1)
  }
}
