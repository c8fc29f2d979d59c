/// A subdivision of scratch memory into pieces of whole vectors.
struct ScratchCut {
  /// The memory that has not been taken.
  private(set) var rest: UnsafeMutablePointer<Float>

  init(_ scratch: UnsafeMutablePointer<Float>) {
    rest = scratch
  }

  /// Takes memory for `count` elements of a size that divides 64 bytes.
  mutating func take<Element>(_ count: Int) -> UnsafeMutablePointer<Element> {
    defer { rest += wholeVectors(count * MemoryLayout<Element>.size / MemoryLayout<Float>.size) }
    return UnsafeMutableRawPointer(rest).assumingMemoryBound(to: Element.self)
  }
}
