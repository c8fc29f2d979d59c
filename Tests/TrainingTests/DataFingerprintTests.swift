import Lockstep
import Testing

@Suite("the data's fingerprint")
struct DataFingerprintTests {
  @Test("differs when any sample, label or number of them does")
  func differs() throws {
    let samples = SmallProblem.samples(9)
    let labels = try SmallProblem.oneHot(9)
    let usual = dataFingerprint(samples, labels)
    #expect(usual == dataFingerprint(samples, labels))
    #expect(usual.hasPrefix("9 samples "))
    var values = (0..<9).flatMap { samples[$0] }
    values[100] = values[100].nextUp
    var classes = (0..<9).map(SmallProblem.label)
    classes[8] = (classes[8] + 1) % SmallProblem.classCount
    let others = [
      dataFingerprint(Samples(values: values, shape: [16]), labels),
      dataFingerprint(samples, try toCategorical(Labels(classes), classCount: 4)),
      dataFingerprint(samples, try SmallProblem.labels(9)),
      dataFingerprint(samples.prefix(8), labels.prefix(8)),
      dataFingerprint(samples / 2, labels), dataFingerprint(samples.reshaped(4, 4), labels),
    ]
    #expect(Set(others + [usual]).count == others.count + 1, "\(usual): \(others)")
  }
}
