/// The checksum of HDF5's metadata: Jenkins's `lookup3`.
///
/// Source: Bob Jenkins, "lookup3.c", 2006, `hashlittle` with an initial value of 0.
package enum Lookup3 {
  /// Returns the checksum of some bytes.
  package static func checksum(_ bytes: some Collection<UInt8>) -> UInt32 {
    let start = 0xDEAD_BEEF &+ UInt32(truncatingIfNeeded: bytes.count)
    var (a, b, c) = (start, start, start)
    var rest = bytes[...]
    while rest.count > 12 {
      let block = rest.prefix(12)
      add(block, to: &a, &b, &c)
      mix(&a, &b, &c)
      rest = rest.dropFirst(12)
    }
    guard !rest.isEmpty else { return c }
    add(rest, to: &a, &b, &c)
    finish(&a, &b, &c)
    return c
  }

  /// Adds up to twelve bytes, four to each word, least significant first.
  private static func add(
    _ bytes: some Sequence<UInt8>, to a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32
  ) {
    for (index, byte) in bytes.enumerated() {
      let part = UInt32(byte) << (index % 4 * 8)
      switch index / 4 {
      case 0: a &+= part
      case 1: b &+= part
      default: c &+= part
      }
    }
  }

  private static func mix(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32) {
    a = (a &- c) ^ rotated(c, 4)
    c = c &+ b
    b = (b &- a) ^ rotated(a, 6)
    a = a &+ c
    c = (c &- b) ^ rotated(b, 8)
    b = b &+ a
    a = (a &- c) ^ rotated(c, 16)
    c = c &+ b
    b = (b &- a) ^ rotated(a, 19)
    a = a &+ c
    c = (c &- b) ^ rotated(b, 4)
    b = b &+ a
  }

  private static func finish(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32) {
    c = (c ^ b) &- rotated(b, 14)
    a = (a ^ c) &- rotated(c, 11)
    b = (b ^ a) &- rotated(a, 25)
    c = (c ^ b) &- rotated(b, 16)
    a = (a ^ c) &- rotated(c, 4)
    b = (b ^ a) &- rotated(a, 14)
    c = (c ^ b) &- rotated(b, 24)
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word << count | word >> (32 - count)
  }
}
