/// Cuts scratch memory into pieces that are whole vectors.
struct ScratchCut {
  /// What has not been taken.
  private(set) var rest: UnsafeMutablePointer<Float>

  init(_ scratch: UnsafeMutablePointer<Float>) {
    rest = scratch
  }

  /// Room for `count` elements of a size that divides 64 bytes.
  mutating func take<Element>(_ count: Int) -> UnsafeMutablePointer<Element> {
    defer { rest += wholeVectors(count * MemoryLayout<Element>.size / MemoryLayout<Float>.size) }
    return UnsafeMutableRawPointer(rest).assumingMemoryBound(to: Element.self)
  }
}
