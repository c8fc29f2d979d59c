import FileFormats
import Lockstep
import TestSupport
import Testing

@testable import Training

@Suite("Examination")
struct ExaminationTests {
  @Test("counts classes, and shows the worst mistakes first")
  func mistakes() throws {
    let model = try SmallProblem.model()
    let (samples, data) = (SmallProblem.samples(40), try SmallProblem.data(40))
    let examination = try Examination(
      of: model, on: data, pictures: samples.reshaped(to: [4, 4]), name: "x", results: [])
    let outputs = try model.predict(samples)
    let matrix = ConfusionMatrix(
      outputs: OutputRows(outputs.flatMap(\.self), rowSize: outputs[0].count),
      classes: (0..<40).map(SmallProblem.label), scale: OutputScale(nil))
    #expect(examination.matrix == matrix)
    let margins = examination.mistakes.map { mistake in
      let output = outputs[mistake.index]
      return (output.max() ?? 0) - output[SmallProblem.label(mistake.index)]
    }
    #expect(margins == margins.sorted(by: >) && margins.count == 12)
    #expect(margins.allSatisfy { $0 > 0 })
    let first = try #require(examination.mistakes.first)
    let label = SmallProblem.label(first.index)
    let share = ChartAxis.text(Double(outputs[first.index][label]) * 100)
    #expect(first.actual == "\(label) (\(share) %)")
    #expect((first.picture?.width, first.picture?.height) == (4, 4))
    #expect(first.picture?.address.hasPrefix("data:image/png;base64,iVBORw0KGgo") == true)
  }

  @Test("of many classes has the cells that are not 0, and the figures of the worst classes")
  func manyClasses() throws {
    let count = 300
    let model = Sequential {
      Dense(count, activation: .softmax, kernelInitializer: .zeros, inputShape: [1])
    }
    try model.compile(optimizer: .sgd(learningRate: 0.1), loss: .sparseCategoricalCrossentropy)
    let samples: Samples = [[0], [1], [2], [3]]
    let labels = try Labels([0, 0, 299, 7])
    let examination = try Examination(
      of: model, on: TrainingData([samples], [labels]), pictures: samples, name: "x", results: [])
    // All are taken for the first class.
    #expect(examination.json["confusion"] == [[0, 0, 2], [7, 0, 1], [299, 0, 1]])
    var content = ReportContent(
      model: "m", data: "d", epochCount: 1, settings: [], reproduction: nil, summary: "",
      started: "")
    content.examination = examination
    let page = ReportPage(content: content).text
    #expect(page.contains("Figures of the 100 classes, of 300, that are found worst"))
    #expect(page.contains("<th scope=\"row\">299</th><td>1</td>"))
  }

  @Test("shows numbers of samples that are no images")
  func numbers() throws {
    let model = try SmallProblem.model()
    let data = try SmallProblem.data(40)
    let examination = try Examination(
      of: model, on: data, pictures: data.samples[0], name: "x", results: [])
    let first = try #require(examination.mistakes.first)
    #expect(first.picture == nil)
    #expect(first.numbers == Array(SmallProblem.samples(40)[first.index].prefix(8)))
  }

  @Test("finds the greatest errors where labels are values")
  func values() throws {
    let model = Sequential { Dense(1, kernelInitializer: .ones, inputShape: [1]) }
    try model.compile(optimizer: .sgd(learningRate: 0.1), loss: .meanSquaredError)
    let samples: Samples = [[0], [1], [2], [3]]
    let labels: Labels = [[0], [3], [2.5], [-3]]
    let examination = try Examination(
      of: model, on: TrainingData([samples], [labels]), pictures: samples, name: "x", results: [])
    #expect(examination.matrix == nil)
    #expect(examination.mistakes.map(\.index) == [3, 1, 2])
    #expect((examination.mistakes[0].actual, examination.mistakes[0].taken) == ("-3", "3"))
  }

  @Test("draws images of one, three or four channels, and large ones with fewer pixels")
  func pictures() {
    #expect(SamplePicture([Float](repeating: 0, count: 16), shape: [16]) == nil)
    #expect(SamplePicture([Float](repeating: 0, count: 32), shape: [4, 4, 2]) == nil)
    let numbers = (0..<48).map { Float($0) }
    let grey = SamplePicture(Array(numbers[..<16]), shape: [4, 4])
    #expect(grey == SamplePicture(Array(numbers[..<16]), shape: [4, 4, 1]))
    let color = SamplePicture(numbers, shape: [4, 4, 3])
    let withAlpha = (0..<16).flatMap { pixel in numbers[3 * pixel..<3 * pixel + 3] + [0] }
    let clear = SamplePicture(withAlpha, shape: [4, 4, 4])
    #expect(color == clear)
    let large = SamplePicture([Float](repeating: .nan, count: 300 * 40), shape: [300, 40])
    #expect((large?.height, large?.width) == (100, 14))
  }
}
