import Lockstep
import Testing

@Suite("the data's fingerprint")
struct TrainingDataTests {
  private func fingerprint(_ samples: Samples, _ labels: Labels) -> String {
    TrainingData([samples], [labels]).fingerprint
  }

  @Test("differs when any sample, label or number of them does")
  func differs() throws {
    let samples = SmallProblem.samples(9)
    let labels = try SmallProblem.oneHot(9)
    let usual = fingerprint(samples, labels)
    #expect(usual == fingerprint(samples, labels))
    #expect(usual.hasPrefix("9 samples "))
    var values = (0..<9).flatMap { samples[$0] }
    values[100] = values[100].nextUp
    var classes = (0..<9).map(SmallProblem.label)
    classes[8] = (classes[8] + 1) % SmallProblem.classCount
    let others = [
      fingerprint(Samples(values: values, shape: [16]), labels),
      fingerprint(samples, try toCategorical(Labels(classes), classCount: 4)),
      fingerprint(samples, try SmallProblem.labels(9)),
      fingerprint(samples.prefix(8), labels.prefix(8)),
      TrainingData([samples], [labels], weights: [Float](repeating: 1, count: 9)).fingerprint,
      TrainingData([samples, samples], [labels]).fingerprint,
      fingerprint(samples / 2, labels), fingerprint(samples.reshaped(4, 4), labels),
    ]
    #expect(Set(others + [usual]).count == others.count + 1, "\(usual): \(others)")
  }
}
