/// The top 24 bits of `word` divided by 2^24: one of the 2^24 evenly spaced floats in `[0, 1)`.
package func uniform(_ word: UInt32) -> Float {
  Float(word &>> 8) * 0x1p-24
}

/// Fills `count` values with random numbers from `low` to `high`.
///
/// Element `e` is `low + (high - low) * uniform(word)`, each operation rounded, with word `e % 4`
/// of counter `(e / 4, counter.x, counter.y, counter.z)`; so an element does not depend on the
/// others. `high` itself occurs only by rounding. At most 2^34 elements.
package func fillUniform(
  _ values: UnsafeMutablePointer<Float>, count: Int, low: Float, high: Float,
  generator: Philox4x32, counter: SIMD3<UInt32>
) {
  let width = high - low
  var block: UInt32 = 0
  var offset = 0
  while offset < count {
    let words = generator.words(SIMD4(block, counter.x, counter.y, counter.z))
    let left = count &- offset
    for lane in 0..<(left < 4 ? left : 4) {
      let product = width * uniform(words[lane])
      values[offset &+ lane] = low + product
    }
    block &+= 1
    offset &+= 4
  }
}
