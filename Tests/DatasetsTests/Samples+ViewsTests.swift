import Datasets
import Testing

@Suite("Samples' views")
struct SamplesViewsTests {
  /// Four samples of two rows of three: 0 to 23, behind five bytes of something else.
  private let bytes = Samples(
    storage: ByteStorage([9, 9, 9, 9, 9] + (0..<24)), byteOffset: 5, count: 4, shape: [2, 3])
  private let floats = Samples(values: (0..<24).map { Float($0) }, shape: [2, 3])

  @Test func areSlicesOfSlices() {
    for samples in [bytes, floats] {
      #expect(samples.prefix(2).count == 2)
      #expect(samples.suffix(1)[0] == [18, 19, 20, 21, 22, 23])
      #expect(samples[1..<4][1..<2][0] == [12, 13, 14, 15, 16, 17])
      #expect(samples.prefix(9).count == 4)
      #expect(samples.suffix(9).count == 4)
      #expect(samples[2..<2].count == 0)
    }
  }

  @Test func areNamedByAnyRange() throws {
    for samples in [bytes, floats] {
      let views: [(Samples, [Int])] = [
        (samples[1...], [1, 2, 3]), (samples[4...], []), (samples[..<2], [0, 1]),
        (samples[...2], [0, 1, 2]), (samples[1...2], [1, 2]), (samples[..<0], []),
        (samples[0..<4], [0, 1, 2, 3]), (samples.dropFirst(), [1, 2, 3]),
        (samples.dropFirst(3), [3]), (samples.dropFirst(9), []), (samples.dropLast(), [0, 1, 2]),
        (samples.dropLast(9), []), (samples[1...][1...], [2, 3]),
      ]
      for (view, positions) in views {
        try view.check()
        #expect(Array(view) == positions.map { samples[$0] })
      }
    }
  }

  @Test func listPositions() throws {
    for samples in [bytes, floats] {
      let views: [(Samples, [Int])] = [
        (samples[[3, 1, 1, 0]], [3, 1, 1, 0]), (samples[[]], []), (samples[[0]], [0]),
        (samples[1...][[2, 0]], [3, 1]), (samples[[3, 1, 0, 2]][[3, 0]], [2, 3]),
        (samples[[3, 1, 0, 2]][1..<3], [1, 0]), (samples[[3, 1, 0, 2]][1...].suffix(1), [2]),
      ]
      for (view, positions) in views {
        try view.check()
        #expect(view.count == positions.count)
        #expect(Array(view) == positions.map { samples[$0] })
        let scaled = Array(view / 4)
        #expect(scaled == positions.map { position in samples[position].map { $0 / 4 } })
      }
    }
  }

  /// The shape of one sample, or Keras's with the count in front.
  @Test(arguments: [
    ([6], [6]), ([3, 2], [3, 2]), ([4, 6], [6]), ([-1, 6], [6]), ([4, 3, 2], [3, 2]),
    ([2, 3, 1], [2, 3, 1]), ([4, 2, 3], [2, 3]), ([1, 6], [1, 6]), ([4, -1], [6]),
    ([4, 3, -1], [3, 2]), ([4, -1, 6], [1, 6]),
  ])
  func takeShapesWithAndWithoutTheCount(sizes: [Int], expected: [Int]) throws {
    let samples = bytes.reshaped(to: sizes)
    try samples.check()
    #expect(samples.shape == expected)
    #expect(samples.count == 4)
    #expect(samples[1] == bytes[1])
  }

  @Test func takeSizesOneByOne() {
    #expect(bytes.reshaped(4, 6).shape == [6])
    #expect(bytes.reshaped(6).shape == [6])
  }

  @Test(arguments: [
    [5], [3, 6], [], [-1], [4, 4], [-1, -1], [4, -1, 4], [4, -1, -1], [-2, 6], [-3, -2],
    [4, 0, -1], [Int.max, 2], [4, Int.max, 2], [4, Int.min],
  ])
  func rememberAShapeThatDoesNotFit(sizes: [Int]) {
    let samples = bytes.reshaped(to: sizes)
    #expect(samples.count == 0)
    #expect(throws: SamplesError.reshape(found: sizes, count: 4, shape: [2, 3])) {
      try samples.check()
    }
  }

  @Test func rememberARangeBeyondTheData() {
    let views: [(Samples, lower: Int, upper: Int)] = [
      (bytes[2..<5], 2, 5), (bytes[-1..<2], -1, 2), (bytes[5...], 5, 4), (bytes[..<5], 0, 5),
      (bytes[...4], 0, 5), (bytes[..<(-1)], 0, -1), (bytes[...(-2)], 0, -1),
      (bytes[Int.max...], Int.max, 4), (bytes[[0, 1]][1...2], 1, 3),
      (bytes[Int.min..<Int.max], Int.min, Int.max),
    ]
    for (view, lower, upper) in views {
      let count = lower == 1 ? 2 : 4
      #expect(
        throws: SamplesError.layout(.range(lower: lower, upper: upper, count: count))
      ) { try view.check() }
      #expect(view.count == 0)
    }
    for view in [bytes.prefix(-1), bytes.suffix(-1), bytes.dropFirst(-1), bytes.dropLast(-1)] {
      #expect(throws: SamplesError.layout(.count(found: -1))) { try view.check() }
    }
    #expect(throws: SamplesError.layout(.count(found: .min))) { try bytes.suffix(.min).check() }
  }

  @Test(arguments: [4, -1, Int.max, Int.min])
  func rememberAPositionBeyondTheData(position: Int) {
    #expect(throws: SamplesError.layout(.index(found: position, count: 4))) {
      try bytes[[0, position, 9]].check()
    }
    #expect(throws: SamplesError.layout(.index(found: 2, count: 2))) {
      try bytes[[3, 0]][[2]].check()
    }
  }

  /// The first error stays, whatever follows.
  @Test func stayInvalid() {
    let invalid = bytes[5...]
    let views = [
      invalid[0..<9], invalid[1...], invalid[[7]], invalid.prefix(1), invalid.suffix(-1),
      invalid.dropFirst(), invalid.dropLast(), invalid / 0, invalid - [1], invalid * 2, 1 - invalid,
      invalid.reshaped(7), invalid.appending(bytes), bytes.appending(invalid),
    ]
    for view in views {
      #expect(throws: SamplesError.layout(.range(lower: 5, upper: 4, count: 4))) {
        try view.check()
      }
      #expect(view.count == 0)
      #expect(Array(view) == [])
    }
  }
}
