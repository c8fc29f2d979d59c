import Datasets
import Testing

/// What ranks compare where they share one copy of the content.
@Suite("viewDescription and isShared")
struct DataViewDescriptionTests {
  private final class Owner {}

  private func views(_ sharedNumber: Int?) -> (samples: Samples, labels: Labels) {
    let content = [UInt8](repeating: 1, count: 64)
    let storage = unsafe content.withUnsafeBytes {
      // Never read here, so it may be gone.
      unsafe ByteStorage(borrowing: $0, owner: Owner(), sharedNumber: sharedNumber)
    }
    return (
      Samples(storage: storage, byteOffset: 8, count: 4, shape: [2, 3]),
      Labels(storage: storage, byteOffset: 40, count: 4)
    )
  }

  @Test func areSharedWhereTheirBytesAre() {
    for isShared in [true, false] {
      let (samples, labels) = views(isShared ? 1 : nil)
      #expect(samples.isShared == isShared)
      #expect((samples[[1]].reshaped(6) / 255 - 1).isShared == isShared)
      #expect(labels.isShared == isShared)
      #expect(labels[1...].isShared == isShared)
      #expect(Labels(samples / 255).isShared == isShared)
    }
    #expect(!Samples([[1, 2]]).isShared)
    #expect(!Samples(storage: ByteStorage([1]), count: 1, shape: [1]).isShared)
    #expect(!Labels(values: [1]).isShared)
  }

  @Test func sayAllButTheContent() {
    let (samples, labels) = views(3)
    #expect(
      (samples[1...].reshaped(6) / 255 - 0.5).viewDescription
        == "3 samples of [6], bytes of shared data set 3 from 8, rows 1..<4 / 255.0 - 0.5")
    #expect(
      Samples([[1, 2]]).viewDescription == "1 samples of [2], floats from 0, rows 0..<1")
    #expect(
      labels.viewDescription
        == "4 labels, integer, bytes of shared data set 3 from 40, rows 0..<4")
  }

  @Test func distinguishViews() throws {
    let (samples, labels) = views(1)
    let (others, otherLabels) = self.views(2)
    let (own, ownLabels) = self.views(nil)
    let views: [Samples] = [
      samples, others, own,
      samples / 255, samples * 255, samples - 1, samples - 1 - 1, samples + 1,
      samples - [1, 1, 1], samples - [1, 1, 2], samples - [1, 1, 1, 1, 1, 1], samples.reshaped(6),
      samples[..<3], samples[1...], samples[[0, 1, 2]], samples[[0, 2, 1]],
    ]
    let descriptions = views.map(\.viewDescription)
    #expect(Set(descriptions).count == descriptions.count, "\(descriptions)")
    let labelViews: [Labels] = [
      labels, otherLabels, ownLabels,
      labels[1...], labels[..<3], labels[[0, 1, 2]], labels[[1, 0, 2]],
      Labels(samples), Labels(samples)[1...], Labels(samples / 255), Labels(samples[1...]),
      Labels(values: [1, 2, 3, 4]), try Labels([1, 2, 3, 4]), try Labels([1, 2, 3]),
    ]
    let labelDescriptions = labelViews.map(\.viewDescription)
    #expect(Set(labelDescriptions).count == labelDescriptions.count, "\(labelDescriptions)")
    #expect(samples[1...][1...].viewDescription == samples[2...].viewDescription)
  }
}
